// SPDX-License-Identifier: GPL-3.0-or-later
// Talkgroups: who talks now, who talked last, and, opened, who carries it.
import { useMemo } from "preact/hooks";
import { StateMark } from "../parts/badge";
import { CallCards } from "../parts/call_card";
import { DataList } from "../parts/data_list";
import { Choice } from "../parts/filters";
import type { Column } from "../parts/data_list";
import { Connection, User, user_text } from "../parts/names";
import { Ago, Running } from "../parts/time";
import { carriers_of, is_in_force, keyed, talkgroups_of } from "../network";
import type { Talkgroup } from "../network";
import { use_parameter, use_tables } from "../page";
import { HeardTable } from "./heard";

const columns: readonly Column<Talkgroup>[] = [
  {
    id: "number",
    title: "Talkgroup",
    order: (row) => row.number,
    cell: (row) => (
      <>
        <strong>{row.number}</strong> {row.name}
      </>
    ),
  },
  { id: "slot", title: "Slot", order: (row) => row.slot, cell: (row) => row.slot, numeric: true },
  {
    id: "now",
    title: "Now",
    order: (row) => row.calls.length,
    descending_first: true,
    cell: (row) =>
      row.calls.length === 0 ? (
        <StateMark mark="idle">quiet</StateMark>
      ) : (
        row.calls.map((call) => (
          <span key={call.key} class="block">
            <User {...call} /> <Running since_ms={call.since_ms} />
          </span>
        ))
      ),
  },
  {
    id: "carried",
    title: "Goes to",
    order: (row) => row.calls.reduce((sum, call) => sum + call.targets, 0),
    descending_first: true,
    numeric: true,
    cell: (row) => <CarriedBy row={row} />,
  },
  {
    id: "last",
    title: "Last caller",
    order: (row) => row.heard[0]?.source_name || row.heard[0]?.source,
    cell: (row) => (row.heard[0] ? <User {...row.heard[0]} /> : <span class="faint">–</span>),
  },
  {
    id: "at",
    title: "Last call",
    order: (row) => row.heard[0]?.at_ms,
    descending_first: true,
    cell: (row) => (row.heard[0] ? <Ago ms={row.heard[0].at_ms} /> : <span class="faint">–</span>),
  },
];

function CarriedBy({ row }: { row: Talkgroup }) {
  const tables = use_tables();
  if (row.calls.length === 0) return <span class="faint">–</span>;
  const all = row.calls.flatMap((call) => [
    ...(call.trunks ?? []),
    ...(carriers_of(tables.slots).get(call.key) ?? []).map((c) => c.connection),
  ]);
  const repeaters = all.filter((key) => key.startsWith("r")).length;
  const links = all.filter((key) => key.startsWith("l")).length;
  const trunks = all.filter((key) => key.startsWith("t")).length;
  const parts = [
    repeaters > 0 && several(repeaters, "repeater"),
    links > 0 && several(links, "link"),
    trunks > 0 && several(trunks, "trunk"),
  ];
  return <>{parts.filter(Boolean).join(", ") || "nobody"}</>;
}

function several(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

function text_of(row: Talkgroup): string {
  const last = row.heard[0] ? user_text(row.heard[0]) : "";
  return [row.number, row.name, ...row.calls.map(user_text), last].join(" ");
}

export function Talkgroups() {
  const tables = use_tables();
  const [show] = use_parameter("show");
  const all = talkgroups_of(tables.calls, tables.heard, tables.names);
  const rows = useMemo(
    () => (show === "active" ? all.filter((row) => row.calls.length > 0) : all),
    [all, show],
  );
  return (
    <DataList
      main
      id="talkgroups"
      caption="Talkgroups"
      rows={rows}
      columns={columns}
      key_of={(row) => row.key}
      text_of={text_of}
      default_sort="-at"
      empty="No talkgroup has been used yet."
      name_of={(row) => `talkgroup ${row.number}`}
      details={(row) => <Details row={row} />}
      tools={
        <Choice
          id="talkgroups-show"
          name="show"
          label="Show"
          options={[
            ["", "all"],
            ["active", "only active ones"],
          ]}
        />
      }
    />
  );
}

const listed = 100;

function Details({ row }: { row: Talkgroup }) {
  const tables = use_tables();
  const in_force = useMemo(
    () =>
      keyed(tables.repeaters).filter((repeater) => is_in_force(repeater.talkgroups, row.slot, row.number)),
    [tables.repeaters, row.key],
  );
  const links = keyed(tables.links).filter((link) => is_in_force(link.talkgroups, row.slot, row.number));
  const trunks = keyed(tables.trunks).filter(
    (trunk) => trunk.talkgroup_slots[String(row.number)] === row.slot,
  );
  const only = useMemo(
    () => (heard: { kind: string; network_slot: number; network_destination: number }) =>
      heard.kind === "group" && heard.network_slot === row.slot && heard.network_destination === row.number,
    [row.key],
  );
  return (
    <div class="details">
      {row.calls.length > 0 && (
        <>
          <h4>Now</h4>
          <CallCards calls={row.calls} empty="" />
        </>
      )}
      <h4>In force at</h4>
      <p class="chips">
        {in_force.slice(0, listed).map((repeater) => (
          <span key={repeater.key} class="chip">
            <Connection of={repeater.key} name={repeater.callsign} id={repeater.id} />
          </span>
        ))}
        {in_force.length > listed && <span>and {in_force.length - listed} more repeaters</span>}
        {[...links, ...trunks].map((other) => (
          <span key={other.key} class="chip">
            <Connection of={other.key} name={other.name} />
          </span>
        ))}
        {in_force.length + links.length + trunks.length === 0 &&
          "No repeater, link or trunk that is connected now."}
      </p>
      <h4>Last heard on it</h4>
      <HeardTable limit={10} only={only} />
    </div>
  );
}
