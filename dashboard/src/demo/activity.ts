// SPDX-License-Identifier: GPL-3.0-or-later
// Invented calls, events and refusals.
import type { CallRow, EventRow, HeardRow, RefusalRow } from "../protocol";
import { hour, minute, quality } from "./stations";

export function calls(now: number): { [key: string]: CallRow } {
  const call: CallRow = {
    origin: "r262401",
    origin_name: "DB0XYZ",
    slot: 1,
    destination: 91,
    network_slot: 1,
    network_destination: 91,
    kind: "group",
    data: false,
    source: 3120001,
    source_name: "KA0R Dmitri",
    since_ms: now - 34_000,
    targets: 3,
    trunks: ["t1"],
    busy: 1,
    quality: quality(560, 0.2, 2.4, 0.4, -81),
  };
  return {
    "1041": call,
    "1042": {
      ...call,
      origin: "r262402",
      origin_name: "DB0ABC",
      slot: 2,
      destination: 9,
      network_slot: 2,
      network_destination: 2624,
      source: 2624117,
      source_name: "DL1ABC Anna",
      alias: "DL1ABC Anna /m",
      since_ms: now - 7_000,
      targets: 2,
      trunks: [],
      busy: 0,
      quality: quality(110, 3.1, 12.0, 2.2, -99),
    },
    "1043": {
      ...call,
      origin: "t1",
      origin_name: "Bridge west",
      destination: 3100,
      network_destination: 3100,
      source: 3108123,
      source_name: "",
      alias: "W0ABC <Bob>",
      since_ms: now - 63_000,
      targets: 1,
      trunks: [],
      busy: 0,
      quality: quality(1050, 0.0, 3.0),
    },
  };
}

export function heard(now: number): { [key: string]: HeardRow } {
  const people: [number, string, number, string][] = [
    [3120001, "KA0R Dmitri", 91, "r262401"],
    [2624117, "DL1ABC Anna", 2624, "r262402"],
    [3108123, "", 3100, "t1"],
    [2350042, "G4KLX Jonathan", 91, "r2350042"],
    [2222001, "IK2XYZ Paola", 91, "l1"],
    [2627001, "DO7KR Kai", 8, "r262401"],
    [3150001, "VE3ABC Claire", 91, "t1"],
    [2080001, "F1ABC Luc", 2624, "l1"],
    [2321001, "OE1XYZ Franz", 262, "r262401"],
    [2040001, "PA3ABC Joris", 91, "r310001"],
    [2620777, "", 8, "r2624117"],
    [3101234, "N0CALL Sue", 3100, "t1"],
  ];
  const names: { [key: string]: string } = {
    r262401: "DB0XYZ",
    r262402: "DB0ABC",
    r2350042: "G4KLX",
    l1: "North network",
    t1: "Bridge west",
    r310001: "K0USY",
    r2624117: "DL1ABC",
  };
  const ids: { [key: string]: number } = { l1: 262999, t1: 3120 };
  const ages_s = [34, 7, 63, 95, 190, 400, 1100, 2400, 4100, 9000, 14_000, 30_000];
  const rows: { [key: string]: HeardRow } = {};
  people.forEach(([source, name, destination, origin], i) => {
    const slot = destination === 91 || destination === 3100 || destination === 262 ? 1 : 2;
    const active = i < 3;
    rows[`${source}@${origin}`] = {
      at_ms: now - ages_s[i]! * 1000,
      source,
      ...(name && { source_name: name }),
      ...(i === 2 && { alias: "W0ABC <Bob>" }),
      origin,
      origin_name: names[origin] ?? "",
      origin_id: ids[origin] ?? Number(origin.slice(1)),
      slot,
      destination: i === 1 ? 9 : destination,
      network_slot: slot,
      network_destination: destination,
      kind: i === 10 ? "unit" : "group",
      data: i === 10,
      ...(i === 1 && { translated: true }),
      active,
      ...(!active && {
        length_s: [0.6, 4.2, 12.4, 33, 75, 8.1, 184, 21, 2.7][i - 3]!,
        reason: i === 6 ? ("timeout" as const) : ("terminator" as const),
      }),
      quality: quality(
        200 + i * 31,
        i === 5 ? 4.2 : 0.1 * i,
        2 + i,
        i % 3 === 0 ? 0.3 * i : null,
        i % 3 === 0 ? -70 - i * 3 : null,
      ),
    };
  });
  return rows;
}

export function events(now: number): { [key: string]: EventRow } {
  const rows: EventRow[] = [];
  const add = (
    age_s: number,
    about: EventRow["about"],
    event: string,
    text: string,
    more: Partial<EventRow> = {},
  ) => rows.push({ at_ms: now - age_s * 1000, about, event, severity: "info", text, ...more });
  add(9000, "operation", "server_started", "The server has started.");
  add(4000, "operation", "link_failed", "Old backup does not come up: the other server refuses it.", {
    severity: "warning",
    who: "l2",
    name: "Old backup",
  });
  add(1500, "operation", "repeater_connected", "DL1ABC (2624117) is connected.", {
    who: "r2624117",
    name: "DL1ABC",
    id: 2624117,
  });
  add(900, "operation", "options_applied", "DB0ABC (262402) asked for talkgroups of its own.", {
    who: "r262402",
    name: "DB0ABC",
    id: 262402,
  });
  add(480, "operation", "repeater_connected", "G4KLX (2350042) is connected.", {
    who: "r2350042",
    name: "G4KLX",
    id: 2350042,
  });
  add(404, "call", "stream_start", "DO7KR began to speak on talkgroup 8.", {
    who: "r262401",
    name: "DB0XYZ",
    id: 262401,
    call: { slot: 2, source: 2627001, source_name: "DO7KR Kai", destination: 8, kind: "group" },
  });
  add(392, "call", "stream_end", "DO7KR spoke for 12 s on talkgroup 8.", {
    who: "r262401",
    name: "DB0XYZ",
    id: 262401,
    call: {
      slot: 2,
      source: 2627001,
      source_name: "DO7KR Kai",
      destination: 8,
      kind: "group",
      length_s: 12.4,
    },
  });
  add(34, "call", "stream_start", "KA0R began to speak on talkgroup 91.", {
    who: "r262401",
    name: "DB0XYZ",
    id: 262401,
    call: { slot: 1, source: 3120001, source_name: "KA0R Dmitri", destination: 91, kind: "group" },
  });
  add(14, "operation", "keep_alive_missed", "K0USY (310001) has missed a ping.", {
    severity: "warning",
    who: "r310001",
    name: "K0USY",
    id: 310001,
  });
  return Object.fromEntries(rows.map((row, i) => [String(100 + i), row]));
}

export function refusals(now: number): { [key: string]: RefusalRow } {
  return {
    a: {
      what: "login",
      reason: "wrong_passphrase",
      remedy: "Compare the passphrase in the repeater's configuration with that of the rule.",
      id: 2629999,
      callsign: "DG9XX",
      name: "",
      address: "198.51.100.77:53211",
      rule: "guests",
      rule_reason: "",
      count: 41,
      first_ms: now - 2 * hour,
      last_ms: now - 20_000,
    },
    b: {
      what: "login",
      reason: "blacklisted",
      remedy: "",
      id: 1234567,
      callsign: "<script>",
      name: "",
      address: "203.0.113.200:40000",
      rule: "no strangers",
      rule_reason: "Made-up ids are not welcome.",
      count: 3,
      first_ms: now - hour,
      last_ms: now - 30 * minute,
    },
    c: {
      what: "call",
      reason: "not_permitted",
      remedy: "Add the talkgroup to the access rule, or to the options of the repeater.",
      id: 310001,
      callsign: "K0USY",
      name: "",
      rule: "club",
      rule_reason: "",
      count: 4,
      first_ms: now - hour,
      last_ms: now - 5 * minute,
      slot: 2,
      source: 3101234,
      destination: 4000,
      kind: "group",
    },
    d: {
      what: "frame",
      reason: "bad_hmac",
      remedy: "Set the same passphrase on both sides.",
      id: 2227,
      callsign: "",
      name: "Bridge south",
      address: "192.0.2.90:62036",
      rule: "",
      rule_reason: "",
      count: 1840,
      first_ms: now - 3 * hour,
      last_ms: now - 1000,
      destination: 222,
    },
  };
}
