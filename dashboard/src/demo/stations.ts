// SPDX-License-Identifier: GPL-3.0-or-later
// Invented repeaters, links and trunks. The stations do not exist.
import type { LinkRow, Quality, RepeaterRow, TrunkRow } from "../protocol";

export const minute = 60_000;
export const hour = 60 * minute;

export function quality(
  packets: number,
  loss: number,
  jitter: number,
  ber: number | null = null,
  rssi: number | null = null,
): Quality {
  return { packets, loss_percent: loss, jitter_ms: jitter, ber_percent: ber, rssi_dbm: rssi };
}

export const nothing_received: Quality = {
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

export function repeaters(now: number): { [key: string]: RepeaterRow } {
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

export function links(now: number): { [key: string]: LinkRow } {
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

export function trunks(now: number): { [key: string]: TrunkRow } {
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
        "All frames have a bad signature: the passphrases of both sides differ. Audio can only go " +
        "from here to there.",
    },
  };
}
