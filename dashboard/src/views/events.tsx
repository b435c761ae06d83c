// SPDX-License-Identifier: GPL-3.0-or-later
// What happened: calls and operations apart.
import { useMemo } from "preact/hooks";
import { StateMark } from "../parts/badge";
import { DataList } from "../parts/data_list";
import { Choice } from "../parts/filters";
import type { Column } from "../parts/data_list";
import { Connection, Destination, User, user_text } from "../parts/names";
import { At } from "../parts/time";
import { call_length } from "../format";
import { keyed } from "../network";
import { link_to, use_page, use_parameter, use_tables } from "../page";
import type { EventRow, Key } from "../protocol";
import { in_words } from "../words";

type Event = EventRow & { readonly key: Key };

const time: Column<Event> = {
  id: "at",
  title: "Time",
  order: (row) => row.at_ms * 1000 + (Number(row.key) % 1000),
  descending_first: true,
  cell: (row) => <At ms={row.at_ms} />,
};
const who: Column<Event> = {
  id: "who",
  title: "Where",
  order: (row) => row.name,
  cell: (row) =>
    row.name || row.id ? (
      <>
        <Connection of={row.who ?? ""} name={row.name ?? ""} {...(row.id !== undefined && { id: row.id })} />
        {row.id !== undefined && row.name && (
          <>
            {" "}
            <small>{row.id}</small>
          </>
        )}
      </>
    ) : (
      <span class="faint">–</span>
    ),
};

const operations: readonly Column<Event>[] = [
  time,
  {
    id: "severity",
    title: "Severity",
    order: (row) => row.severity,
    descending_first: true,
    cell: (row) => (
      <StateMark mark={row.severity === "warning" ? "warning" : "idle"}>
        {row.severity === "warning" ? "warning" : "information"}
      </StateMark>
    ),
  },
  { id: "event", title: "Event", order: (row) => row.event, cell: (row) => in_words(row.event) },
  who,
  { id: "text", title: "What", order: (row) => row.text, cell: (row) => row.text },
];

const calls: readonly Column<Event>[] = [
  time,
  { id: "event", title: "Event", order: (row) => row.event, cell: (row) => in_words(row.event) },
  {
    id: "user",
    title: "User",
    order: (row) => row.call?.source_name || row.call?.source,
    cell: (row) => (row.call ? <User {...row.call} /> : "–"),
  },
  {
    id: "to",
    title: "Talkgroup",
    order: (row) => row.call?.destination,
    cell: (row) =>
      row.call ? <Destination destination={row.call.destination} kind={row.call.kind} network={null} /> : "–",
  },
  {
    id: "slot",
    title: "Slot",
    order: (row) => row.call?.slot,
    cell: (row) => row.call?.slot ?? "–",
    numeric: true,
  },
  who,
  {
    id: "length",
    title: "Length",
    order: (row) => row.call?.length_s,
    descending_first: true,
    numeric: true,
    cell: (row) => (row.call?.length_s === undefined ? "" : call_length(row.call.length_s)),
  },
  { id: "text", title: "What", order: (row) => row.text, cell: (row) => row.text },
];

function text_of(row: Event): string {
  const call = row.call ? `${user_text(row.call)} ${row.call.destination}` : "";
  return [row.text, in_words(row.event), row.event, row.name, row.id, call].join(" ");
}

export function Events() {
  const page = use_page();
  const tables = use_tables();
  const [kind] = use_parameter("kind");
  const [severity] = use_parameter("severity");
  const about = kind === "calls" ? "call" : "operation";
  const rows = useMemo(
    () =>
      keyed(tables.events).filter(
        (row) => row.about === about && (severity === "" || row.severity === severity),
      ),
    [tables.events, about, severity],
  );
  return (
    <>
      <nav class="tabs" aria-label="Kind of events">
        <a href={link_to(page, "events")} aria-current={about === "operation" ? "true" : undefined}>
          Operations
        </a>
        <a
          href={link_to(page, "events", { kind: "calls" })}
          aria-current={about === "call" ? "true" : undefined}
        >
          Calls
        </a>
      </nav>
      <DataList
        key={about}
        main
        id="events"
        caption={about === "call" ? "Calls" : "Operations"}
        rows={rows}
        columns={about === "call" ? calls : operations}
        key_of={(row) => row.key}
        text_of={text_of}
        default_sort="-at"
        empty="Nothing has happened yet."
        tools={
          <Choice
            id="events-severity"
            name="severity"
            label="Show"
            options={[
              ["", "all"],
              ["warning", "only warnings"],
            ]}
          />
        }
      />
    </>
  );
}
