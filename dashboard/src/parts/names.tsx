// SPDX-License-Identifier: GPL-3.0-or-later
// Who and where: users, talkgroups, connections. All of it comes from the air or from strangers: text nodes
// only.
import { plain_callsign } from "../format";
import { connection_kind, connection_view } from "../network";
import { link_to, use_page, use_tables } from "../page";
import type { CallKind, ConnectionKey, SlotNumber } from "../protocol";
import { Icon } from "./icon";

interface UserProps {
  readonly source: number;
  readonly source_name?: string | undefined;
  readonly alias?: string | undefined;
}

/** A user: the name from the table, else the id; the talker alias is marked, for anybody can send any
 *  alias. */
export function User({ source, source_name, alias }: UserProps) {
  const [first, ...rest] = (source_name ?? "").split(" ");
  const callsign = first ? plain_callsign(first) : null;
  return (
    <span class="user">
      {first ? (
        <>
          <strong>{callsign ? <Qrz callsign={callsign} text={first} /> : first}</strong>
          {rest.length > 0 && " " + rest.join(" ")} <small>{source}</small>
        </>
      ) : (
        <strong>{source}</strong>
      )}
      {alias !== undefined && alias !== "" && (
        <span class="alias" title="Talker alias: what the radio says of itself">
          <span class="tag">alias</span> {alias}
        </span>
      )}
    </span>
  );
}

function Qrz({ callsign, text }: { callsign: string; text: string }) {
  return (
    <a
      href={`https://www.qrz.com/db/${encodeURIComponent(callsign)}`}
      target="_blank"
      rel="noopener noreferrer"
      title={`${callsign} at qrz.com (another site)`}
    >
      {text}
    </a>
  );
}

export function user_text(row: UserProps): string {
  return `${row.source_name ?? ""} ${row.source} ${row.alias ?? ""}`;
}

export function use_talkgroup_name(slot: SlotNumber, talkgroup: number): string {
  return use_tables().names.get(`${slot}/${talkgroup}`) ?? "";
}

/** A talkgroup, or the radio that is called privately. `network`: its number there, which its name
 *  belongs to. */
export function Destination({
  destination,
  kind,
  network,
}: {
  destination: number;
  kind: CallKind | null;
  network: { slot: SlotNumber; talkgroup: number } | null;
}) {
  const page = use_page();
  const name = use_talkgroup_name(network?.slot ?? 1, network?.talkgroup ?? -1);
  if (kind !== null && kind !== "group")
    return (
      <span class="destination">
        <span class="tag">private</span> <strong>{destination}</strong>
      </span>
    );
  const href =
    network &&
    link_to(page, "talkgroups", {
      open: `${network.slot}/${network.talkgroup}`,
    });
  return (
    <span class="destination">
      <span class="tg" title="Talkgroup">
        TG
      </span>{" "}
      <strong>{href ? <a href={href}>{destination}</a> : destination}</strong>
      {name && <> {name}</>}
    </span>
  );
}

export function kind_in_words(kind: CallKind, data: boolean): string {
  const who = kind === "group" ? "Group" : kind === "unit" ? "Private" : "Private, to nobody known";
  return `${who} ${data ? "data" : "voice"}`;
}

/** A repeater, link or trunk, as a link to its details. */
export function Connection({ of, name, id }: { of: ConnectionKey | "echo" | ""; name: string; id?: number }) {
  const page = use_page();
  const tables = page.state.tables;
  const known = tables.repeaters.has(of) || tables.links.has(of) || tables.trunks.has(of);
  const label = name || (id !== undefined ? String(id) : "–");
  if (!known) return <span class="connection">{label}</span>;
  const href = link_to(page, connection_view(of), { open: of });
  return (
    <a class="connection" href={href} title={connection_kind(tables, of)}>
      {label}
    </a>
  );
}

export function Translated({ text }: { text: string }) {
  return (
    <span class="translated" title={text}>
      <Icon name="translated" /> <span class="only-read">translated: </span>
      <small>{text}</small>
    </span>
  );
}
