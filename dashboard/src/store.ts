// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the state, takes the server's messages in bundles, and tells the page when there is something to
// draw.
import { Clock } from "./clock";
import { Connection } from "./connection";
import type { Status, Surroundings } from "./connection";
import type { Message } from "./protocol";
import { tones_of } from "./sound";
import type { Tone } from "./sound";
import { empty_state, reduce } from "./state";
import type { Arrival, State } from "./state";

/** Drawing more often than this serves nobody, and 100 calls at once would draw the page 100 times. */
export const bundle_ms = 100;

/** More than this waits in a tab that sleeps: then the state is asked for anew. */
const most_waiting = 20_000;

export interface StoreListener {
  changed(): void; // draw
  heard(tones: ReadonlySet<Tone>): void;
  view_changed(): void; // load the page anew
}

export class Store {
  state: State = empty_state;
  readonly clock: Clock;
  readonly connection: Connection;
  private waiting: Arrival[] = [];
  private bundle_due = false;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly listener: StoreListener,
  ) {
    this.clock = new Clock(() => surroundings.now());
    this.connection = new Connection(
      surroundings,
      (text) => this.take(text),
      (status) => this.status_changed(status),
    );
  }

  start(): void {
    this.connection.start();
  }

  /** The invented scene; nothing is connected. */
  async play_demo(): Promise<void> {
    const { demo_messages } = await import("./demo/scene");
    const now = this.surroundings.now();
    this.state = reduce(
      this.state,
      demo_messages(now).map((message) => ({ message, browser_ms: now })),
    ).state;
    this.clock.stop(now);
    this.listener.changed();
  }

  private take(text: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch {
      this.start_over();
      return;
    }
    if (message === null || typeof message !== "object") return;
    // The state of a new connection replaces all of the old one's: what still waits from there is void.
    if (message.type === "begin") this.waiting = [];
    this.waiting.push({ message, browser_ms: this.surroundings.now() });
    if (this.waiting.length > most_waiting) this.start_over();
    else if (!this.bundle_due) {
      this.bundle_due = true;
      this.surroundings.after(bundle_ms, () => this.work());
    }
  }

  private work(): void {
    this.bundle_due = false;
    const arrivals = this.waiting;
    this.waiting = [];
    if (arrivals.length === 0) return;
    const tones = tones_of(
      this.state,
      arrivals.map((arrival) => arrival.message),
    );
    const { state, gap } = reduce(this.state, arrivals);
    this.state = state;
    this.clock.set(state.clock_offset_ms);
    if (gap) {
      this.start_over();
      return;
    }
    if (this.connection.status.phase === "connected") this.clock.go();
    if (tones.size > 0) this.listener.heard(tones);
    this.listener.changed();
  }

  private start_over(): void {
    this.waiting = [];
    this.connection.start_over();
  }

  private status_changed(status: Status): void {
    if (status.phase === "view_changed") this.listener.view_changed();
    if (status.phase === "lost") this.clock.stop(this.clock.now());
    this.listener.changed();
  }
}
