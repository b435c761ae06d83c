// SPDX-License-Identifier: GPL-3.0-or-later
// What the page knows of the network, and how the server's messages change it. No clock, no socket, no
// screen here: the reducer is handed messages and gives back a new state; tables that did not change stay
// the same objects, so that whoever derives something from one of them can see whether it must do so again.
import type { Deleted, Key, Message, Rows, Sections } from "./protocol";

export type Tables = { readonly [S in keyof Sections]: ReadonlyMap<Key, Sections[S]> };

export interface State {
  readonly phase: "empty" | "filling" | "complete";
  readonly n: number; // number of the last message that had one
  readonly view: "public" | "full";
  readonly clock_offset_ms: number; // the server's clock minus the browser's, which may be wrong by a year
  readonly heard_ms: number; // when the server last told the time, by its own clock
  readonly tables: Tables;
}

export interface Outcome {
  readonly state: State;
  readonly gap: boolean; // a message is missing: connect again, for the state is not to be trusted
}

const sections: readonly (keyof Sections)[] = [
  "server",
  "repeaters",
  "links",
  "trunks",
  "slots",
  "calls",
  "heard",
  "names",
  "events",
  "refusals",
  "samples",
  "health",
  "today",
  "sockets",
];

function no_tables(): Tables {
  return Object.fromEntries(sections.map((section) => [section, new Map()])) as unknown as Tables;
}

export const empty_state: State = {
  phase: "empty",
  n: 0,
  view: "public",
  clock_offset_ms: 0,
  heard_ms: 0,
  tables: no_tables(),
};

/** A message, and the browser's time when it came. */
export interface Arrival {
  readonly message: Message;
  readonly browser_ms: number;
}

/** Applies messages in their order. A table is copied once for all of them, however many there are: the first
 *  state of a network of 10,000 repeaters comes in hundreds of messages. */
export function reduce(before: State, arrivals: readonly Arrival[]): Outcome {
  const draft = new Draft(before);
  for (const arrival of arrivals) {
    if (!draft.take(arrival)) return { state: draft.finish(), gap: true };
  }
  return { state: draft.finish(), gap: false };
}

class Draft {
  private phase: State["phase"];
  private n: number;
  private view: State["view"];
  private clock_offset_ms: number;
  private heard_ms: number;
  private readonly tables: { [section: string]: Map<Key, unknown> };
  private readonly copied = new Set<string>();

  constructor(before: State) {
    this.phase = before.phase;
    this.n = before.n;
    this.view = before.view;
    this.clock_offset_ms = before.clock_offset_ms;
    this.heard_ms = before.heard_ms;
    this.tables = { ...before.tables } as unknown as typeof this.tables;
  }

  /** False: something is missing before this message. */
  take({ message, browser_ms }: Arrival): boolean {
    switch (message.type) {
      case "begin":
        this.begin(message, browser_ms);
        return true;
      case "rows":
        this.set(message.set);
        return true;
      case "complete":
        if (this.phase === "filling") this.phase = "complete";
        return true;
      case "diff":
        if (this.phase === "empty" || message.n !== this.n + 1) return false;
        this.n = message.n;
        this.tell_time(message.time_ms, browser_ms);
        this.delete(message.del);
        this.set(message.set);
        return true;
      default:
        return true; // a newer server says more than this page knows
    }
  }

  finish(): State {
    return {
      phase: this.phase,
      n: this.n,
      view: this.view,
      clock_offset_ms: this.clock_offset_ms,
      heard_ms: this.heard_ms,
      tables: this.tables as unknown as Tables,
    };
  }

  private begin(message: Extract<Message, { type: "begin" }>, browser_ms: number): void {
    for (const section of sections) {
      this.tables[section] = new Map();
      this.copied.add(section);
    }
    this.phase = "filling";
    this.n = message.n;
    this.view = message.view;
    this.clock_offset_ms = message.time_ms - browser_ms;
    this.heard_ms = message.time_ms;
  }

  /** A message that was long under way shows a time too early, never too late: so the latest time counts,
   *  and small deviations are followed slowly, lest running seconds stumble. A jump of a clock is
   *  followed at once. */
  private tell_time(time_ms: number, browser_ms: number): void {
    this.heard_ms = time_ms;
    const offset = time_ms - browser_ms;
    const change = offset - this.clock_offset_ms;
    if (change > 0 || change < -2000) this.clock_offset_ms = offset;
    else this.clock_offset_ms += change * 0.02;
  }

  private set(rows: Rows | undefined): void {
    if (!rows) return;
    for (const section of sections) {
      const changed = rows[section];
      if (!changed) continue;
      const table = this.own(section);
      for (const key of Object.keys(changed)) table.set(key, changed[key]);
    }
  }

  private delete(keys: Deleted | undefined): void {
    if (!keys) return;
    for (const section of sections) {
      const gone = keys[section];
      if (!gone) continue;
      const table = this.own(section);
      for (const key of gone) table.delete(key);
    }
  }

  private own(section: string): Map<Key, unknown> {
    if (!this.copied.has(section)) {
      this.tables[section] = new Map(this.tables[section]);
      this.copied.add(section);
    }
    return this.tables[section]!;
  }
}
