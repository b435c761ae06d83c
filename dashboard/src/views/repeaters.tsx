// SPDX-License-Identifier: GPL-3.0-or-later
// Repeaters, hotspots and other connections that log in here.
import { useMemo } from "preact/hooks";
import { StateMark } from "../parts/badge";
import { DataList } from "../parts/data_list";
import { Choice } from "../parts/filters";
import type { Column } from "../parts/data_list";
import { Icon } from "../parts/icon";
import { Loss, Sparkline } from "../parts/quality";
import { SlotBadges } from "../parts/slot_row";
import { Running } from "../parts/time";
import { count } from "../format";
import { is_busy, keyed } from "../network";
import type { Repeater } from "../network";
import { use_parameter, use_tables } from "../page";
import type { RepeaterRow } from "../protocol";
import { RepeaterDetails, TalkgroupList } from "./repeater_details";

export const type_in_words: { readonly [T in RepeaterRow["type"]]: string } = {
  repeater: "Repeater",
  hotspot: "Hotspot",
  network: "Network",
  unknown: "Other",
};

const columns: readonly Column<Repeater>[] = [
  {
    id: "callsign",
    title: "Callsign",
    order: (row) => row.callsign,
    cell: (row) => (
      <>
        <strong>{row.callsign || "–"}</strong> <small>{row.id}</small>
      </>
    ),
  },
  {
    id: "type",
    title: "Type",
    order: (row) => row.type,
    cell: (row) => (
      <span class="kind">
        <Icon name={row.type} /> {type_in_words[row.type]}
      </span>
    ),
  },
  {
    id: "location",
    title: "Location",
    order: (row) => row.location,
    cell: (row) => row.location || <span class="faint">–</span>,
  },
  { id: "slots", title: "Slots", cell: (row) => <SlotBadges connection={row.key} /> },
  { id: "talkgroups", title: "Talkgroups", cell: (row) => <Both row={row} /> },
  {
    id: "since",
    title: "Connected",
    order: (row) => row.since_ms,
    descending_first: true,
    numeric: true,
    cell: (row) => <Running since_ms={row.since_ms} />,
  },
  {
    id: "loss",
    title: "Loss",
    order: (row) => row.quality.loss_percent,
    descending_first: true,
    cell: (row) => (
      <span class="with-line">
        <Loss value={row.quality.loss_percent} /> <Sparkline values={row.recent} />
      </span>
    ),
  },
  {
    id: "pings",
    title: "Pings",
    order: (row) => row.missed_pings,
    descending_first: true,
    cell: (row) =>
      row.missed_pings > 0 ? (
        <StateMark mark="warning">{`${row.missed_pings} missed`}</StateMark>
      ) : (
        <StateMark mark="good">all there</StateMark>
      ),
  },
];

function Both({ row }: { row: Repeater }) {
  return (
    <span class="both">
      <span>
        <span class="slot-number">1</span> <TalkgroupList row={row} slot={1} limit={4} />
      </span>
      <span>
        <span class="slot-number">2</span> <TalkgroupList row={row} slot={2} limit={4} />
      </span>
      {row.talkgroups_source === "options" && (
        <small title="They come from its options (RPTO), not from the access rule">as it asked for</small>
      )}
    </span>
  );
}

function text_of(row: Repeater): string {
  return [
    row.callsign,
    row.id,
    row.type,
    row.location,
    row.address,
    row.rule,
    row.software,
    row.package,
    row.description,
    row.talkgroups.slot1,
    row.talkgroups.slot2,
  ].join(" ");
}

export function Repeaters() {
  const tables = use_tables();
  const [type] = use_parameter("type");
  const [state] = use_parameter("state");
  const all = useMemo(() => keyed(tables.repeaters), [tables.repeaters]);
  const slots = state === "busy" ? tables.slots : null;
  const rows = useMemo(
    () =>
      all.filter(
        (row) =>
          (type === "" || row.type === type) &&
          (state !== "missed" || row.missed_pings > 0) &&
          (state !== "busy" || is_busy(tables, row.key)),
      ),
    [all, type, state, slots],
  );
  const number = (of: string) => all.filter((row) => row.type === of).length;
  const types = (Object.keys(type_in_words) as RepeaterRow["type"][])
    .filter((of) => number(of) > 0 || of === type)
    .map((of) => [of, `${type_in_words[of]} (${count(number(of))})`] as const);
  const tools = (
    <>
      <Choice
        id="repeaters-type"
        name="type"
        label="Type"
        options={[["", `all (${count(all.length)})`], ...types]}
      />
      <Choice
        id="repeaters-state"
        name="state"
        label="State"
        options={[
          ["", "any"],
          ["busy", "busy"],
          ["missed", "pings missed"],
        ]}
      />
    </>
  );
  return (
    <DataList
      main
      id="repeaters"
      caption="Repeaters and hotspots"
      rows={rows}
      columns={columns}
      key_of={(row) => row.key}
      text_of={text_of}
      default_sort="callsign"
      empty="No repeater is connected. Why not? Look at Trouble."
      tools={tools}
      name_of={(row) => row.callsign || String(row.id)}
      details={(row) => <RepeaterDetails row={row} />}
    />
  );
}
