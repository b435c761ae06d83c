// SPDX-License-Identifier: GPL-3.0-or-later
// An invented scene, shown with ?demo in the address and played by tools/mock.mjs. The stations do not exist.
import type {
  CallRow,
  EventRow,
  HeardRow,
  HealthRow,
  LinkRow,
  Message,
  Quality,
  RefusalRow,
  RepeaterRow,
  Rows,
  Sample,
  TrunkRow,
} from "./protocol";

const minute = 60_000;
const hour = 60 * minute;

function quality(
  packets: number,
  loss: number,
  jitter: number,
  ber: number | null = null,
  rssi: number | null = null,
): Quality {
  return { packets, loss_percent: loss, jitter_ms: jitter, ber_percent: ber, rssi_dbm: rssi };
}

const nothing_received: Quality = {
  packets: 0,
  loss_percent: null,
  jitter_ms: null,
  ber_percent: null,
  rssi_dbm: null,
};

export function repeater(
  id: number,
  callsign: string,
  now: number,
  more: Partial<RepeaterRow> = {},
): RepeaterRow {
  return {
    id,
    callsign,
    type: "repeater",
    address: `203.0.113.${id % 250}:62031`,
    location: "",
    slots_text: "4",
    description: "",
    software: "20240210_Pi-Star",
    package: "MMDVM_MMDVM_HS_Hat",
    rule: "club",
    since_ms: now - 3 * hour,
    missed_pings: 0,
    last_packet_ms: now - 2000,
    talkgroups: { slot1: ["91", "262"], slot2: ["8", "2624", "26200-26299"] },
    talkgroups_source: "rule",
    unit_calls: true,
    translations: [],
    quality: quality(20_480, 0.1, 2.1, 0.3, -78),
    recent: [0, 0, 0.3, 0, null, 0, 0.8, 0, 0, 0, 0.2, 0],
    ...more,
  };
}

function repeaters(now: number): { [key: string]: RepeaterRow } {
  return {
    r262401: repeater(262401, "DB0XYZ", now, {
      location: "Brocken, JO51HT",
      latitude: 51.8,
      longitude: 10.6,
      height_m: 1142,
      rx_hz: 431_387_500,
      tx_hz: 438_987_500,
      power_w: 25,
      color_code: 1,
      description: "Club repeater of the Harz",
      url: "https://example.org/db0xyz",
      software: "MMDVM-HS 1.6.1",
      package: "MMDVM",
      since_ms: now - 76 * hour,
    }),
    r262402: repeater(262402, "DB0ABC", now, {
      location: "Hannover, JO42VI",
      rx_hz: 430_925_000,
      tx_hz: 439_325_000,
      power_w: 10,
      color_code: 3,
      latitude: 52.4,
      longitude: 9.7,
      height_m: 97,
      talkgroups: { slot1: "*", slot2: ["2623", "2624"] },
      talkgroups_source: "options",
      options: "TS2=9,2623;DIAL=0",
      translations: [{ slot: 2, talkgroup: 9, network_slot: 2, network_talkgroup: 2624 }],
      quality: quality(8_122, 2.4, 14.2, 1.9, -97),
      recent: [0, 1.2, 4.8, 0, 0.4, 6.1, 2.2, 0, 9.4, 3.1, 2.0],
    }),
    r310001: repeater(310001, "K0USY", now, {
      location: "Denver, CO",
      rx_hz: 449_000_000,
      tx_hz: 444_000_000,
      power_w: 50,
      color_code: 7,
      since_ms: now - 40 * hour,
      talkgroups: { slot1: ["91", "3100", "3108"], slot2: [] },
      missed_pings: 2,
      last_packet_ms: now - 14_000,
    }),
    r2624117: repeater(2624117, "DL1ABC", now, {
      type: "hotspot",
      location: "Goslar",
      rx_hz: 433_612_500,
      tx_hz: 433_612_500,
      power_w: 1,
      color_code: 1,
      talkgroups: { slot1: [], slot2: ["8", "2624"] },
      since_ms: now - 25 * minute,
      recent: [0, 0, 0, 0.4, 0],
      options: "TS2=8,2624",
      talkgroups_source: "options",
    }),
    r2350042: repeater(2350042, "G4KLX", now, {
      type: "hotspot",
      location: "Chesterfield",
      rule: "guests",
      since_ms: now - 8 * minute,
      slots_text: "2",
      talkgroups: { slot1: [], slot2: ["91", "235"] },
      recent: [],
    }),
    r3112345: repeater(3112345, "XLX307", now, {
      type: "network",
      location: "Reflector",
      software: "xlxd",
      package: "XLX",
      rule: "reflectors",
      unit_calls: false,
    }),
  };
}

function links(now: number): { [key: string]: LinkRow } {
  const link: LinkRow = {
    name: "North network",
    id: 262999,
    peer: "dmr.example.net:62031",
    address: "198.51.100.7:62031",
    state: "up",
    since_ms: now - 30 * hour,
    missed_pongs: 0,
    logins: 3,
    failed_attempts: 0,
    last_failure: null,
    next_attempt_ms: null,
    remedy: "",
    talkgroups: { slot1: ["91"], slot2: ["2624"] },
    unit_calls: false,
    options: "TS1=91;TS2=2624",
    quality: quality(91_002, 0.3, 6.0),
    received: 91_002,
    refused: { too_fast: 3 },
  };
  return {
    l1: link,
    l2: {
      ...link,
      name: "Old backup",
      id: 262998,
      peer: "backup.example.net:62031",
      address: "198.51.100.9:62031",
      state: "waiting",
      since_ms: null,
      failed_attempts: 12,
      last_failure: "refused",
      next_attempt_ms: now + 42_000,
      remedy: "The other server refuses the login: check the passphrase and the id of this link.",
      received: 0,
      quality: nothing_received,
      refused: {},
      logins: 0,
    },
  };
}

function trunks(now: number): { [key: string]: TrunkRow } {
  const trunk: TrunkRow = {
    name: "Bridge west",
    id: 3120,
    peer: "bridge.example.com:62035",
    address: "192.0.2.40:62035",
    local_address: "0.0.0.0:62035",
    state: "open",
    talkgroup_slots: { "91": 1, "2624": 2, "3100": 1 },
    preserve_source_peer: false,
    streams: 1,
    sent: 51_200,
    received: 48_730,
    last_received_ms: now - 700,
    refused: {},
    quality: quality(48_730, 0.1, 3.3),
    advice: "",
  };
  return {
    t1: trunk,
    t2: {
      ...trunk,
      name: "Bridge south",
      id: 2227,
      peer: "south.example.com:62036",
      address: "192.0.2.90:62036",
      streams: 0,
      talkgroup_slots: { "222": 1 },
      received: 0,
      last_received_ms: null,
      refused: { bad_hmac: 1840 },
      quality: nothing_received,
      advice:
        "All frames have a bad signature: the passphrases of both sides differ. Audio can only go from here to there.",
    },
  };
}

function calls(now: number): { [key: string]: CallRow } {
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

function heard(now: number): { [key: string]: HeardRow } {
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

function events(now: number): { [key: string]: EventRow } {
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

function refusals(now: number): { [key: string]: RefusalRow } {
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

function sample(at_ms: number, i: number): Sample {
  const wave = Math.sin(i / 9) + Math.sin(i / 3.7) / 2 + 1.6;
  return {
    at_ms,
    received: Math.round(40 * wave),
    sent: Math.round(150 * wave),
    dropped: i % 37 === 0 ? 2 : 0,
    delay_p50_us: Math.round(22 + 4 * wave),
    delay_p99_us: Math.round(70 + 20 * wave),
    delay_max_us: Math.round(110 + 60 * wave),
    loss_percent: Math.round(3 * wave) / 10,
    lag_max_us: Math.round(180 + 90 * wave),
    memory_bytes: 38_400_000 + i * 2000,
    cpu_percent: Math.round(8 * wave) / 10,
    calls: Math.round(wave),
    repeaters: 6,
  };
}

function samples(now: number): { [key: string]: Sample } {
  const rows: { [key: string]: Sample } = {};
  for (let i = 0; i < 120; ++i) rows[String(1000 + i)] = sample(now - (119 - i) * 5000, i);
  return rows;
}

export function demo_health(now: number): HealthRow {
  return {
    ...sample(now, 119),
    uptime_s: 9000,
    connected: 6,
    logging_in: 1,
    links: 2,
    links_up: 1,
    trunks: 2,
    calls_now: 3,
    drops: { contention: 214, hang_time: 37, not_permitted: 1290, looped: 12 },
    kernel_drops: 0,
    log_lines_lost: 0,
    not_sent: 0,
    feed_queue_percent: 0,
    browsers: 3,
    max_browsers: 500,
    browsers_dropped: 0,
    radios_heard: 12,
  };
}

export function demo_rows(now: number): Rows {
  return {
    server: {
      server: {
        version: "0.7.0",
        title: "Harz DMR network",
        announcement: "Net on talkgroup 2624 every Friday at 19:00 UTC.",
        network_info: { text: "About the network", url: "https://example.org/" },
        started_ms: now - 9_000_000,
        hides: { addresses: false, coordinates: false, unit_calls: false },
        token_possible: true,
        max_repeaters: 1000,
      },
    },
    repeaters: repeaters(now),
    links: links(now),
    trunks: trunks(now),
    calls: calls(now),
    slots: {
      "r262401/1": { state: "rx", call: "1041", since_ms: now - 34_000 },
      "r262401/2": { state: "tx", call: "1042", since_ms: now - 7_000 },
      "r262402/1": { state: "tx", call: "1041", since_ms: now - 34_000 },
      "r262402/2": { state: "rx", call: "1042", since_ms: now - 7_000 },
      "r310001/1": { state: "tx", call: "1043", since_ms: now - 63_000 },
      "r2624117/2": { state: "tx", call: "1042", since_ms: now - 7_000 },
      "r2350042/2": {
        state: "hang",
        source: 2222001,
        destination: 91,
        kind: "group",
        since_ms: now - 4_000,
        until_ms: now + 6_000,
      },
      "r3112345/2": {
        state: "data",
        source: 2620777,
        destination: 2624001,
        kind: "unit",
        since_ms: now - 1000,
      },
      "l1/1": { state: "tx", call: "1041", since_ms: now - 34_000 },
    },
    heard: heard(now),
    names: {
      "1/91": "World-wide",
      "2/2624": "Saxony-Anhalt",
      "2/8": "Regional",
      "1/3100": "USA",
      "1/262": "Germany",
    },
    events: events(now),
    refusals: refusals(now),
    samples: samples(now),
    health: { now: demo_health(now) },
    today: {
      today: { since_ms: now - 9 * hour, calls: 412, data_calls: 57, sent_calls: 1630, air_time_s: 8345 },
    },
    sockets: {
      a: { what: "listener", name: "0.0.0.0:62031", good: true, text: "Listening for repeaters." },
      b: {
        what: "listener",
        name: "[::]:62031",
        good: false,
        text: "Cannot listen: the address is in use. Stop the other program, or choose another port.",
      },
      c: { what: "feed", name: "/run/hblink4.sock", good: true, text: "A dashboard is connected." },
      d: { what: "users", name: "users.csv", good: true, text: "245 331 users, read 2 h ago." },
      e: { what: "talkgroups", name: "talkgroups.csv", good: true, text: "1 204 names of talkgroups." },
      f: { what: "log", name: "/var/log/hblinkd.log", good: true, text: "The log is written." },
    },
  };
}

export function demo_messages(now: number): Message[] {
  return [
    { type: "begin", protocol: 1, n: 1, time_ms: now, view: "full" },
    { type: "rows", set: demo_rows(now) },
    { type: "complete" },
  ];
}
