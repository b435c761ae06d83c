// SPDX-License-Identifier: GPL-3.0-or-later
// What the server's reasons mean, in plain words, and what helps. The names are those of docs/logging.md.

export interface Explanation {
  readonly title: string;
  readonly text: string;
}

const logins: Record<string, Explanation> = {
  id_reserved: {
    title: "Reserved id",
    text:
      "This id belongs to the server itself or to one of its links. The owner has to use the id that " +
      "was issued for the station.",
  },
  server_full: { title: "Server is full", text: "As many repeaters as max_repeaters allows are connected." },
  blacklisted: {
    title: "On the blacklist",
    text: "A rule of the configuration's blacklist keeps this id or callsign out.",
  },
  blocked: { title: "Blocked by an operator", text: "It was blocked with the command hblinkd block." },
  no_rule: {
    title: "No access rule fits",
    text: "Neither its id nor its callsign is in an access rule, and there is no default rule.",
  },
  wrong_passphrase: {
    title: "Wrong passphrase",
    text: "The passphrase in the repeater's configuration is not that of its access rule.",
  },
  already_connected: {
    title: "Already connected",
    text:
      "The same id is connected from another address. Two stations may use one id, or an old " +
      "connection has yet to time out.",
  },
  too_many_guesses: {
    title: "Too many guesses",
    text: "Many wrong passphrases came from there; it has to wait.",
  },
  rule_not_proven: {
    title: "Callsign not proven",
    text: "It claims a callsign whose rule has a passphrase that it did not know.",
  },
  login_unfinished: {
    title: "Login not finished",
    text: "It began to log in and did not go on. Often its firewall or its router lets no answers through.",
  },
};

const calls: Record<string, Explanation> = {
  contention: { title: "Slot was busy", text: "Another call had the slot. That is normal now and then." },
  hang_time: {
    title: "Hang time",
    text:
      "After a call the slot is kept for a moment for answers on the same talkgroup. Wait, or use the" +
      " other slot.",
  },
  not_permitted: {
    title: "Talkgroup not allowed",
    text:
      "The talkgroup is not in force for this repeater on this slot: not in its access rule, or not " +
      "in its options.",
  },
  network_side: {
    title: "Number of the network used",
    text:
      "The repeater translates this talkgroup: on the air it has another number and perhaps another " +
      "slot.",
  },
  unit_calls_off: {
    title: "Private calls are off",
    text: "The repeater or link takes no part in private calls.",
  },
  too_long: {
    title: "Call too long",
    text: "It is longer than global.max_call_seconds. Perhaps a transmitter is stuck.",
  },
  echo: { title: "Waiting for the echo", text: "The parrot is recording for, or playing to, this repeater." },
  not_connected: { title: "Not connected", text: "Voice came from a repeater whose login is not finished." },
  changed_call: {
    title: "Changed its call",
    text: "Source or destination changed in the middle of a transmission.",
  },
  looped: {
    title: "Loop",
    text:
      "The call came by another way already. Two servers are connected to each other by more than one" +
      " path.",
  },
  too_fast: { title: "Too fast", text: "More packets came than a call can have: more than 25 in a second." },
  no_room: { title: "No room", text: "As many calls as the server can carry are in progress." },
};

const frames: Record<string, Explanation> = {
  wrong_size: {
    title: "Not OpenBridge",
    text: "Frames of a size that OpenBridge does not have. Another program sends to this port.",
  },
  wrong_source: {
    title: "From another address",
    text:
      "Frames come from an address that is not the configured peer's. The peer's address may have " +
      "changed, or it sends from another port.",
  },
  bad_hmac: {
    title: "Passphrases differ",
    text:
      "The frames are signed with another passphrase. Audio goes one way only until both sides have " +
      "the same.",
  },
  unmapped: {
    title: "Talkgroup without a slot",
    text: "The talkgroup is not in talkgroup_slots of this trunk, so nobody knows which slot it belongs to.",
  },
  unit_call: { title: "Private call", text: "Private calls are not carried over trunks." },
  not_up: { title: "Link was not up", text: "Bursts came before the link was up." },
  unknown: { title: "Not understood", text: "Datagrams that are no message of a server." },
};

const ends: Record<string, string> = {
  terminator: "ended normally",
  timeout: "end was not heard",
  fast_terminator: "ended, another call came",
  lost: "connection was lost",
};

/** `what` as in the rows of refusals; drops of calls are "call". */
export function explain(what: "login" | "call" | "frame", reason: string): Explanation {
  const table = what === "login" ? logins : what === "call" ? calls : frames;
  return has(table, reason) ? table[reason]! : { title: in_words(reason), text: "" };
}

/** Frames refused on a link or trunk: their own reasons, and those of calls. */
export function explain_frame(reason: string): Explanation {
  return has(frames, reason) ? frames[reason]! : explain("call", reason);
}

export function call_reasons(): readonly (Explanation & { readonly reason: string })[] {
  return Object.entries(calls).map(([reason, explanation]) => ({ reason, ...explanation }));
}

export function end_in_words(reason: string | undefined): string {
  if (!reason) return "";
  return has(ends, reason) ? ends[reason]! : in_words(reason).toLowerCase();
}

/** repeater_connected -> Repeater connected */
export function in_words(name: string): string {
  const words = name.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function has(table: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(table, name);
}
