// SPDX-License-Identifier: GPL-3.0-or-later
// What the server sends over the WebSocket api/v1/live (docs/live.md), and the rows of the JSON API.
// All times ending in _ms are milliseconds since 1970 UTC by the SERVER's clock; those ending in _s are seconds.
// Members may be added: ignore what you do not know. "?" = left out when not known or, where it says "full view",
// when the view is the public one. Texts that come from repeaters are hostile.

// --- Messages, one JSON text each -------------------------------------------------------------------------------
// After the connection:  begin, rows (any number), complete; then diffs for ever. Diffs may come before `complete`.
// A row is the whole value of its key: `set` puts it in place of the one before; nothing is merged inside a row.
export type Message =
  | { type: "begin"; protocol: 1; n: number; time_ms: number; view: "public" | "full" } // forget everything known
  | { type: "rows"; set: Rows }
  | { type: "complete" }
  | { type: "diff"; n: number; time_ms: number; set?: Rows; del?: Deleted }; // n is one more than the last one's
// A browser that sees a gap in n closes the connection and connects again. Every 2 s at the latest there is a diff
// (health changes), so one that has heard nothing for 15 s connects again too. The browser sends nothing.
// Close codes: 1001 the server stops (connect again); 1013 full (again after 10 s and more);
// 4401 the view changed (token taken back): load the page anew.

export type Key = string;
export type Rows = { [S in keyof Sections]?: { [key: Key]: Sections[S] } };
export type Deleted = { [S in keyof Sections]?: Key[] };

export interface Sections {
  server: ServerRow;        // one row, key "server"
  repeaters: RepeaterRow;   // key: "r<id>"
  links: LinkRow;           // key: "l<number>"
  trunks: TrunkRow;         // key: "t<number>"
  slots: SlotRow;           // key: "<connection key>/1" or "/2", connection = repeater or link. No row: idle
  calls: CallRow;           // key: number of the call as text. In progress now; deleted when it has ended
  heard: HeardRow;          // key: "<radio>@<connection key, or its name>"; at most 1000: the newest call of each
                            // radio on each connection
  names: string;            // key: "<slot>/<talkgroup>": the name of a talkgroup that something above mentions
  events: EventRow;         // key: serial number as text, growing; at most 500 calls and 500 operations
  refusals: RefusalRow;     // key: opaque; at most 1000
  samples: Sample;          // key: serial number as text; every 5 s, the last 120 (10 minutes)
  health: HealthRow;        // one row, key "now"; every 2 s
  today: TodayRow;          // one row, key "today"
  sockets: SocketRow;       // key: opaque: what listens where, and the states of feed, control, files
}

export type ConnectionKey = string; // "r312123", "l3", "t7"
export type SlotNumber = 1 | 2;

export interface ServerRow {
  version: string;
  title: string;            // http.title
  announcement: string;     // "" = none
  network_info?: { text: string; url: string }; // only with an http or https URL
  started_ms: number;
  hides: { addresses: boolean; coordinates: boolean; unit_calls: boolean }; // what this view leaves out
  token_possible: boolean;  // http.token is set: a full view exists
  max_repeaters: number;
}

export interface Talkgroups {
  slot1: "*" | string[];    // in force, network numbering: "91", "100-199"; [] = none; at most 200 entries each
  slot2: "*" | string[];
  slot1_left_out?: number;
  slot2_left_out?: number;
}

export interface Quality {  // of all that came from there, or of a call
  packets: number;
  loss_percent: number | null;
  jitter_ms: number | null;
  ber_percent: number | null;
  rssi_dbm: number | null;
}

export interface RepeaterRow {
  id: number;
  callsign: string;
  type: "repeater" | "hotspot" | "network" | "unknown";
  address?: string;         // full view, or http.public.addresses
  location: string;
  latitude?: number;        // left out when 0/0 or nonsense; public view: rounded to 0.1 degree unless
  longitude?: number;       //   http.public.coordinates
  height_m?: number;
  rx_hz?: number;
  tx_hz?: number;
  power_w?: number;
  color_code?: number;
  slots_text: string;       // as it says: "1", "2", "3", "4"
  description: string;
  url?: string;             // http or https only
  software: string;
  package: string;
  rule: string;             // access rule that let it in
  since_ms: number;         // connected
  missed_pings: number;
  last_packet_ms: number;   // as of the row; refreshed at least when missed_pings changes
  talkgroups: Talkgroups;
  talkgroups_source: "rule" | "options"; // options: it asked for them (RPTO)
  options?: string;         // what it sent, passwords hidden; full view only
  unit_calls: boolean;
  sends_as?: number;        // SRC=: its calls carry this source
  translations: Translation[]; // at most 100
  translations_left_out?: number;
  quality: Quality;
  recent: (number | null)[]; // loss in percent of its last calls, oldest first, at most 16
}

export interface Translation { // on air <-> network
  slot: SlotNumber; talkgroup: number; network_slot: SlotNumber; network_talkgroup: number;
}

export interface LinkRow {
  name: string; id: number; peer: string; address?: string;
  state: "up" | "connecting" | "waiting";
  since_ms: number | null;
  missed_pongs: number; logins: number; failed_attempts: number;
  last_failure: string | null; next_attempt_ms: number | null; remedy: string;
  talkgroups: Talkgroups; unit_calls: boolean; options?: string;
  quality: Quality; received: number; refused: { [reason: string]: number };
}

export interface TrunkRow {
  name: string; id: number; peer: string; address?: string; local_address?: string;
  state: "open" | "no_peer" | "closed";
  talkgroup_slots: { [talkgroup: string]: SlotNumber }; talkgroup_slots_left_out?: number;
  preserve_source_peer: boolean;
  streams: number; sent: number; received: number; last_received_ms: number | null;
  refused: { [reason: string]: number };
  quality: Quality;
  advice: string;           // "" or: why is audio one-way, e.g. all frames have a bad HMAC: passphrases differ
}

export interface SlotRow {
  state: "rx" | "tx" | "hang" | "data";
  call?: Key;               // rx, tx: the key in calls
  // As this repeater's users see it, when it differs from the call's, and in "hang" and "data" always:
  source?: number; destination?: number; kind?: CallKind;
  since_ms: number;         // hang: since it ended
  until_ms?: number;        // hang: at the latest free then
}

export type CallKind = "group" | "unit" | "broadcast"; // broadcast: a unit call to nobody knows where

export interface CallRow {
  origin: ConnectionKey | "echo";
  origin_name: string;      // callsign of the repeater, name of the link or trunk
  slot: SlotNumber; destination: number;         // as it came in
  network_slot: SlotNumber; network_destination: number; // translated
  kind: CallKind;
  data: boolean;            // a data call: no voice
  echo?: boolean;           // recorded for, or played by, the parrot
  source: number; source_name?: string;          // from the table of users: "KA0R Dmitri"
  alias?: string;           // talker alias, as sent on the air
  position?: { latitude: number; longitude: number }; // full view, or http.public.coordinates
  since_ms: number;
  targets: number;          // connections it goes to
  trunks?: ConnectionKey[]; // those of them that are trunks (repeaters and links show it in their slots)
  busy: number;             // those that would get it but are busy
  quality: Quality;         // refreshed each 3.6 s (60 bursts)
}

export interface HeardRow {
  at_ms: number;            // start of the newest call
  source: number; source_name?: string; alias?: string;
  origin: ConnectionKey | "echo" | ""; // "": that connection has gone or it was restored from the file
  origin_name: string; origin_id: number;
  slot: SlotNumber; destination: number; network_slot: SlotNumber; network_destination: number;
  kind: CallKind; data: boolean;
  translated?: boolean;
  active: boolean;
  length_s?: number;        // when it has ended
  reason?: "terminator" | "timeout" | "fast_terminator" | "lost"; // lost: its connection went
  quality?: Quality;
}

export interface EventRow {
  at_ms: number;
  about: "call" | "operation";
  event: string;            // name as in docs/logging.md: "stream_start", "repeater_connected", "link_failed", ...
  severity: "info" | "warning";
  who?: ConnectionKey; name?: string; id?: number;
  text: string;             // one English sentence without addresses in the public view
  call?: { slot: SlotNumber; source: number; source_name?: string; destination: number; kind: CallKind; length_s?: number };
}

export interface RefusalRow {
  what: "login" | "call" | "frame";
  reason: string;           // as in docs/logging.md: "wrong_passphrase", "contention", "bad_hmac"
  remedy: string;           // what to do about it, or ""
  id: number; callsign: string; name: string; // of link or trunk, or ""
  address?: string;         // full view
  rule: string; rule_reason: string;
  count: number; first_ms: number; last_ms: number;
  slot?: SlotNumber; source?: number; destination?: number; kind?: CallKind; // calls; frames: destination
}

export interface Sample {   // of the 5 s before
  at_ms: number; received: number; sent: number; dropped: number; // datagrams per second; dropped: refused bursts
  delay_p50_us: number | null; delay_p99_us: number | null; delay_max_us: number | null; // forwarding; null: none
  loss_percent: number | null; lag_max_us: number; memory_bytes: number; cpu_percent: number; calls: number; repeaters: number;
}

export interface HealthRow extends Sample {
  uptime_s: number; connected: number; logging_in: number; links: number; links_up: number; trunks: number; calls_now: number;
  drops: { [reason: string]: number };      // since the start
  kernel_drops: number; log_lines_lost: number; not_sent: number;
  feed_queue_percent: number | null;        // null: feed is off
  browsers: number; max_browsers: number; browsers_dropped: number;
  radios_heard: number;
}

export interface TodayRow { // since midnight, server's local time
  since_ms: number;
  calls: number;            // voice calls received; data and echo not counted
  data_calls: number;
  sent_calls: number;       // voice calls sent: one to five repeaters counts five
  air_time_s: number;       // of received voice calls
}

export interface SocketRow {
  what: "listener" | "feed" | "control" | "http" | "users" | "talkgroups" | "log" | "reload";
  name: string;             // address, path (full view), or ""
  good: boolean;
  text: string;             // one sentence: state, and what to do if it is not good
}
