// SPDX-License-Identifier: GPL-3.0-or-later
// A browser that exists only in tests: its clock is moved by hand, its sockets are written to by hand.
import type { Socket, Surroundings } from "../src/connection";
import { demo_messages, repeater } from "../src/demo/scene";
import type { Message, RepeaterRow, Rows } from "../src/protocol";
import { reduce } from "../src/state";
import type { Outcome, State } from "../src/state";

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed_by_page = false;

  close(): void {
    this.closed_by_page = true;
  }

  send(...messages: Message[]): void {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }
}

export class World implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  chance = 0.5;
  private now_ms = 1_800_000_000_000;
  private timers: { at_ms: number; call: () => void }[] = [];

  open(): Socket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  now(): number {
    return this.now_ms;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at_ms: this.now_ms + ms, call };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!;
  }

  /** Time goes by and timers fire when they are due. */
  pass(ms: number): void {
    const end = this.now_ms + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at_ms <= end).sort((a, b) => a.at_ms - b.at_ms)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now_ms = Math.max(this.now_ms, next.at_ms);
      next.call();
    }
    this.now_ms = end;
  }

  /** The machine sleeps: time goes by and no timer fires. */
  sleep(ms: number): void {
    this.now_ms += ms;
  }
}

export function begin(n: number, time_ms: number, view: "public" | "full" = "public"): Message {
  return { type: "begin", protocol: 1, n, time_ms, view };
}

export function diff(
  n: number,
  time_ms: number,
  set?: Rows,
  del?: Extract<Message, { type: "diff" }>["del"],
): Message {
  return { type: "diff", n, time_ms, ...(set && { set }), ...(del && { del }) };
}

export function some_repeater(id: number, more: Partial<RepeaterRow> = {}): RepeaterRow {
  return repeater(id, `CALL${id}`, 1_800_000_000_000, more);
}

export function reduce_at(before: State, messages: readonly Message[], browser_ms: number): Outcome {
  return reduce(
    before,
    messages.map((message) => ({ message, browser_ms })),
  );
}

export { demo_messages };
