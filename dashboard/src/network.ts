// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about the state that several views ask. Each answer is kept until its table changes: with 10,000
// repeaters none of them may be worked out for every burst of messages.
import type {
  CallRow,
  ConnectionKey,
  HeardRow,
  Key,
  LinkRow,
  RepeaterRow,
  SlotNumber,
  SlotRow,
  Talkgroups,
  TrunkRow,
} from "./protocol";
import type { Tables } from "./state";

/** Remembers the last answer for as long as the arguments are the same objects. */
export function remembered<A extends readonly unknown[], T>(work: (...from: A) => T): (...from: A) => T {
  let last: { from: A; answer: T } | null = null;
  return (...from) => {
    if (last && last.from.every((argument, i) => argument === from[i])) return last.answer;
    last = { from, answer: work(...from) };
    return last.answer;
  };
}

export interface Call extends CallRow {
  readonly key: Key;
}
export interface Heard extends HeardRow {
  readonly key: Key;
}
export interface Repeater extends RepeaterRow {
  readonly key: Key;
}

export interface Link extends LinkRow {
  readonly key: Key;
}
export interface Trunk extends TrunkRow {
  readonly key: Key;
}

const keyed_rows = new WeakMap<object, object>();

/** Rows with their keys in them, the same object for the same row. */
export function keyed<R extends object>(table: ReadonlyMap<Key, R>): (R & { readonly key: Key })[] {
  const rows: (R & { readonly key: Key })[] = [];
  for (const [key, row] of table) {
    let with_key = keyed_rows.get(row) as (R & { readonly key: Key }) | undefined;
    if (!with_key) {
      with_key = { ...row, key };
      keyed_rows.set(row, with_key);
    }
    rows.push(with_key);
  }
  return rows;
}

/** Calls in progress, by talkgroup, so that a card stays where it is. */
export const calls_of = remembered((calls: Tables["calls"]): readonly Call[] =>
  keyed(calls).sort(
    (a, b) =>
      a.network_destination - b.network_destination ||
      a.network_slot - b.network_slot ||
      a.since_ms - b.since_ms,
  ),
);

export interface Carrier {
  readonly connection: ConnectionKey;
  readonly slot: SlotNumber;
}

/** Which slots of repeaters and links each call goes out on. */
export const carriers_of = remembered((slots: Tables["slots"]): ReadonlyMap<Key, readonly Carrier[]> => {
  const carriers = new Map<Key, Carrier[]>();
  for (const [key, row] of slots) {
    if (row.state !== "tx" || row.call === undefined) continue;
    const [connection, slot] = split_slot_key(key);
    const of_call = carriers.get(row.call);
    if (of_call) of_call.push({ connection, slot });
    else carriers.set(row.call, [{ connection, slot }]);
  }
  return carriers;
});

export function split_slot_key(key: Key): [ConnectionKey, SlotNumber] {
  const cut = key.lastIndexOf("/");
  return [key.slice(0, cut), key.slice(cut + 1) === "2" ? 2 : 1];
}

export interface SlotView {
  readonly state: SlotRow["state"] | "idle";
  readonly since_ms: number | null;
  readonly until_ms: number | null;
  readonly source: number | null;
  readonly destination: number | null;
  readonly kind: CallRow["kind"] | null;
  readonly call: CallRow | null;
}

export function slot_view(tables: Tables, connection: ConnectionKey, slot: SlotNumber): SlotView {
  const row = tables.slots.get(`${connection}/${slot}`);
  if (!row)
    return {
      state: "idle",
      since_ms: null,
      until_ms: null,
      source: null,
      destination: null,
      kind: null,
      call: null,
    };
  const call = row.call === undefined ? null : (tables.calls.get(row.call) ?? null);
  const here = call && (row.state === "rx" ? call.destination : call.network_destination);
  return {
    state: row.state,
    since_ms: row.since_ms,
    until_ms: row.until_ms ?? null,
    call,
    source: row.source ?? call?.source ?? null,
    destination: row.destination ?? here,
    kind: row.kind ?? call?.kind ?? null,
  };
}

export function is_busy(tables: Tables, connection: ConnectionKey): boolean {
  return tables.slots.has(`${connection}/1`) || tables.slots.has(`${connection}/2`);
}

export function connection_name(tables: Tables, key: ConnectionKey | "echo" | ""): string {
  if (key === "echo") return "Echo";
  const repeater = tables.repeaters.get(key);
  if (repeater) return repeater.callsign || String(repeater.id);
  return tables.links.get(key)?.name ?? tables.trunks.get(key)?.name ?? "";
}

export function connection_kind(tables: Tables, key: ConnectionKey | "echo" | ""): string {
  if (key.startsWith("l")) return "link";
  if (key.startsWith("t")) return "trunk";
  if (key === "echo") return "parrot";
  const type = tables.repeaters.get(key)?.type;
  return type === undefined || type === "unknown" ? "repeater" : type;
}

/** The view that shows a connection, and its row there. */
export function connection_view(key: ConnectionKey): string {
  return key.startsWith("r") ? "repeaters" : "links";
}

export interface Talkgroup {
  readonly key: Key; // "<slot>/<number>"
  readonly slot: SlotNumber;
  readonly number: number;
  readonly name: string;
  readonly calls: readonly Call[];
  readonly heard: readonly Heard[]; // newest first
}

/** Every talkgroup that has been used, is used or has a name, by number. */
export const talkgroups_of = remembered(
  (calls: Tables["calls"], heard: Tables["heard"], names: Tables["names"]): readonly Talkgroup[] => {
    const found = new Map<Key, { slot: SlotNumber; number: number; calls: Call[]; heard: Heard[] }>();
    const entry = (slot: SlotNumber, number: number) => {
      const key = `${slot}/${number}`;
      let talkgroup = found.get(key);
      if (!talkgroup) found.set(key, (talkgroup = { slot, number, calls: [], heard: [] }));
      return talkgroup;
    };
    for (const key of names.keys()) {
      const [slot, number] = key.split("/");
      entry(slot === "2" ? 2 : 1, Number(number));
    }
    for (const call of keyed(calls)) {
      if (call.kind === "group") entry(call.network_slot, call.network_destination).calls.push(call);
    }
    for (const row of keyed(heard)) {
      if (row.kind === "group") entry(row.network_slot, row.network_destination).heard.push(row);
    }
    return [...found]
      .map(([key, talkgroup]) => ({ key, ...talkgroup, name: names.get(key) ?? "" }))
      .map((talkgroup) => ({ ...talkgroup, heard: talkgroup.heard.sort((a, b) => b.at_ms - a.at_ms) }))
      .sort((a, b) => a.number - b.number || a.slot - b.slot);
  },
);

export function is_in_force(talkgroups: Talkgroups, slot: SlotNumber, number: number): boolean {
  const list = slot === 1 ? talkgroups.slot1 : talkgroups.slot2;
  if (list === "*") return true;
  return list.some((entry) => {
    const [first, last] = entry.split("-");
    return number >= Number(first) && number <= Number(last ?? first);
  });
}

export interface Figures {
  readonly connections: number;
  readonly calls: number;
}

/** Connections: repeaters and links that are up. Calls: what comes in and what goes out, as on HBlink4's
 *  page. */
export function figures_of(tables: Tables): Figures {
  let links_up = 0;
  for (const link of tables.links.values()) if (link.state === "up") links_up += 1;
  let calls = 0;
  for (const call of tables.calls.values()) calls += 1 + call.targets;
  return { connections: tables.repeaters.size + links_up, calls };
}
