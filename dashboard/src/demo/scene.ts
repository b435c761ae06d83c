// SPDX-License-Identifier: GPL-3.0-or-later
// An invented scene, shown with ?demo in the address and played by tools/mock.mjs.
import type { HealthRow, Message, Rows, Sample } from "../protocol";
import { calls, events, heard, refusals } from "./activity";
import { hour, links, repeater, repeaters, trunks } from "./stations";

export { repeater };

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
