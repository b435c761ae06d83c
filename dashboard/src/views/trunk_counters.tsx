// SPDX-License-Identifier: GPL-3.0-or-later
// What came over each trunk and what became of it: why audio goes one way only.
import { count_column, DataList } from "../parts/data_list";
import type { Column } from "../parts/data_list";
import { Connection } from "../parts/names";
import { Section } from "../parts/section";
import { Ago } from "../parts/time";
import { count } from "../format";
import { keyed } from "../network";
import type { Trunk } from "../network";
import { use_tables } from "../page";
import { explain_frame } from "../words";

const told_apart = ["bad_hmac", "wrong_source", "unmapped", "looped"];

function others(row: Trunk): number {
  return Object.entries(row.refused).reduce(
    (sum, [reason, n]) => (told_apart.includes(reason) ? sum : sum + n),
    0,
  );
}

function refused(reason: string): Column<Trunk> {
  const frames = (row: Trunk) => row.refused[reason] ?? 0;
  return {
    id: reason,
    title: explain_frame(reason).title,
    numeric: true,
    descending_first: true,
    order: frames,
    cell: (row) => (frames(row) > 0 ? <strong class="not-taken">{count(frames(row))}</strong> : "0"),
  };
}

const columns: readonly Column<Trunk>[] = [
  {
    id: "name",
    title: "Trunk",
    order: (row) => row.name,
    cell: (row) => (
      <strong>
        <Connection of={row.key} name={row.name} />
      </strong>
    ),
  },
  count_column("sent", "Sent", (row) => row.sent),
  count_column("received", "Received and good", (row) => row.received),
  ...told_apart.map(refused),
  count_column("others", "Refused otherwise", others),
  {
    id: "last",
    title: "Last received",
    order: (row) => row.last_received_ms,
    descending_first: true,
    cell: (row) => (row.last_received_ms === null ? "never" : <Ago ms={row.last_received_ms} />),
  },
];

export function TrunkCounters() {
  const tables = use_tables();
  if (tables.trunks.size === 0) return null;
  return (
    <Section id="trunk-counters" title="Frames on trunks" note={count(tables.trunks.size)}>
      <DataList
        id="counters"
        caption="Frames on trunks"
        rows={keyed(tables.trunks)}
        columns={columns}
        key_of={(row) => row.key}
        text_of={(row) => [row.name, row.id, row.peer, row.advice].join(" ")}
        default_sort="name"
        empty=""
      />
    </Section>
  );
}
