// SPDX-License-Identifier: GPL-3.0-or-later
// The WebSocket to the server: connects, notices when it is gone, and connects again. Knows no browser:
// everything it needs of one comes in as Surroundings, so that tests can let a day pass in a moment.

export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(): void;
}

export interface Surroundings {
  open(): Socket;
  now(): number;
  /** Calls once after that time; the answer cancels it. */
  after(ms: number, call: () => void): () => void;
  random(): number;
}

export type Loss =
  | "unreachable" // no connection came about
  | "closed" // it broke off
  | "stopping" // the server stops, probably to start again
  | "full" // too many browsers
  | "gap" // a message was missing
  | "silent"; // nothing came for too long

export type Status =
  | { readonly phase: "connecting"; readonly attempt: number }
  | { readonly phase: "connected" }
  | { readonly phase: "lost"; readonly why: Loss; readonly retry_ms: number }
  | { readonly phase: "view_changed" }; // only loading the page anew helps

export const silence_limit_ms = 15_000;

const close_going_away = 1001;
const close_try_later = 1013;
const close_view_changed = 4401;

export class Connection {
  private socket: Socket | null = null;
  private opened_ms: number | null = null;
  private heard_ms = 0;
  private attempt = 0; // without lasting success
  private cancel_timer: () => void = () => {};
  private status_: Status = { phase: "connecting", attempt: 0 };

  constructor(
    private readonly surroundings: Surroundings,
    private readonly on_text: (text: string) => void,
    private readonly on_status: (status: Status) => void,
  ) {}

  get status(): Status {
    return this.status_;
  }

  start(): void {
    this.cancel_timer();
    this.drop();
    this.tell({ phase: "connecting", attempt: this.attempt });
    this.opened_ms = null;
    this.heard_ms = this.surroundings.now();
    let socket: Socket;
    try {
      socket = this.surroundings.open();
    } catch {
      this.lose("unreachable");
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      this.opened_ms = this.heard_ms = this.surroundings.now();
      this.tell({ phase: "connected" });
    };
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = (event) => this.closed(event.code);
    this.watch();
  }

  stop(): void {
    this.cancel_timer();
    this.drop();
  }

  /** What came cannot be used: the state is asked for anew. */
  start_over(): void {
    if (this.socket) this.lose("gap");
  }

  /** The user wants it, the tab is looked at again, or the network is back. */
  wake(): void {
    const now = this.surroundings.now();
    if (this.status_.phase === "lost") {
      if (this.status_.why !== "full" || now >= this.status_.retry_ms) this.start();
    } else if (this.socket && this.silent(now)) {
      this.start(); // it slept: what the browser still takes for a connection is none
    }
  }

  private take(data: unknown): void {
    const now = this.surroundings.now();
    this.heard_ms = now;
    // Only what lasts is a success: a server that closes each connection at once is not to be besieged.
    if (this.opened_ms !== null && now - this.opened_ms >= silence_limit_ms) this.attempt = 0;
    if (typeof data === "string") this.on_text(data);
  }

  private closed(code: number): void {
    this.socket = null;
    if (code === close_view_changed) {
      this.cancel_timer();
      this.tell({ phase: "view_changed" });
    } else if (code === close_going_away) this.lose("stopping");
    else if (code === close_try_later) this.lose("full");
    else this.lose(this.opened_ms === null ? "unreachable" : "closed");
  }

  private lose(why: Loss): void {
    this.cancel_timer();
    this.drop();
    const wait_ms = this.wait_ms(why);
    this.attempt += 1;
    this.tell({ phase: "lost", why, retry_ms: this.surroundings.now() + wait_ms });
    this.cancel_timer = this.surroundings.after(wait_ms, () => this.start());
  }

  /** Longer each time, and never the same for all: else 500 browsers come back in the same moment. */
  private wait_ms(why: Loss): number {
    const doubled = 2 ** Math.min(this.attempt, 6);
    if (why === "full") return Math.min(10_000 * doubled, 60_000) * (1 + this.surroundings.random() / 2);
    return Math.min(1000 * doubled, 30_000) * (0.5 + this.surroundings.random() / 2);
  }

  private silent(now: number): boolean {
    return now - this.heard_ms >= silence_limit_ms;
  }

  /** Looks at the clock when the timer fires: one message more does not cost a timer more. */
  private watch(): void {
    const due = Math.max(0, this.heard_ms + silence_limit_ms - this.surroundings.now());
    this.cancel_timer = this.surroundings.after(Math.min(due, silence_limit_ms), () => {
      if (!this.silent(this.surroundings.now())) this.watch();
      else this.lose(this.opened_ms === null ? "unreachable" : "silent");
    });
  }

  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private tell(status: Status): void {
    this.status_ = status;
    this.on_status(status);
  }
}
