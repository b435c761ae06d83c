// SPDX-License-Identifier: GPL-3.0-or-later
// Links (this server logs in at another one) and trunks (OpenBridge), with what came, what went and what
// was refused.
import { StateMark } from "../parts/badge";
import type { Mark } from "../parts/badge";
import { count_column, DataList } from "../parts/data_list";
import type { Column } from "../parts/data_list";
import { Loss } from "../parts/quality";
import { Section } from "../parts/section";
import { SlotBadges } from "../parts/slot_row";
import { Ago, Remaining, Running } from "../parts/time";
import { keyed } from "../network";
import type { Link, Trunk } from "../network";
import { use_tables } from "../page";
import type { LinkRow, TrunkRow } from "../protocol";
import { LinkDetails, TrunkDetails } from "./link_details";
import { link_state_in_words, trunk_state_in_words, TrunkCalls } from "./now";

export const link_mark: { readonly [S in LinkRow["state"]]: Mark } = {
  up: "good",
  connecting: "warning",
  waiting: "bad",
};
export const trunk_mark: { readonly [S in TrunkRow["state"]]: Mark } = {
  open: "good",
  no_peer: "warning",
  closed: "bad",
};

function sum(refused: { [reason: string]: number }): number {
  return Object.values(refused).reduce((all, n) => all + n, 0);
}

const link_columns: readonly Column<Link>[] = [
  {
    id: "name",
    title: "Link",
    order: (row) => row.name,
    cell: (row) => (
      <>
        <strong>{row.name}</strong> <small>{row.id}</small>
      </>
    ),
  },
  {
    id: "state",
    title: "State",
    order: (row) => row.state,
    cell: (row) => (
      <>
        <StateMark mark={link_mark[row.state]}>{link_state_in_words[row.state]}</StateMark>
        {row.state === "waiting" && row.next_attempt_ms !== null && (
          <small class="block">
            next attempt in <Remaining until_ms={row.next_attempt_ms} />
          </small>
        )}
      </>
    ),
  },
  { id: "peer", title: "Other server", order: (row) => row.peer, cell: (row) => row.peer },
  { id: "slots", title: "Slots", cell: (row) => <SlotBadges connection={row.key} /> },
  {
    id: "since",
    title: "Up for",
    order: (row) => (row.state === "up" ? row.since_ms : null),
    descending_first: true,
    numeric: true,
    cell: (row) =>
      row.state !== "up" || row.since_ms === null ? <span class="faint">–</span> : <Running since_ms={row.since_ms} />,
  },
  count_column("received", "Received", (row) => row.received),
  count_column("refused", "Refused", (row) => sum(row.refused)),
  {
    id: "loss",
    title: "Loss",
    order: (row) => row.quality.loss_percent,
    descending_first: true,
    numeric: true,
    cell: (row) => <Loss value={row.quality.loss_percent} />,
  },
];

const trunk_columns: readonly Column<Trunk>[] = [
  {
    id: "name",
    title: "Trunk",
    order: (row) => row.name,
    cell: (row) => (
      <>
        <strong>{row.name}</strong> <small>{row.id}</small>
      </>
    ),
  },
  {
    id: "state",
    title: "State",
    order: (row) => row.state,
    cell: (row) => (
      <StateMark mark={row.advice !== "" && row.state === "open" ? "warning" : trunk_mark[row.state]}>
        {trunk_state_in_words[row.state]}
      </StateMark>
    ),
  },
  { id: "peer", title: "Other server", order: (row) => row.peer, cell: (row) => row.peer },
  {
    id: "calls",
    title: "Calls",
    order: (row) => row.streams,
    descending_first: true,
    cell: (row) => <TrunkCalls of={row.key} />,
  },
  count_column("sent", "Sent", (row) => row.sent),
  count_column("received", "Received", (row) => row.received),
  count_column("refused", "Refused", (row) => sum(row.refused)),
  {
    id: "last",
    title: "Last received",
    order: (row) => row.last_received_ms,
    descending_first: true,
    cell: (row) =>
      row.last_received_ms === null ? <span class="faint">never</span> : <Ago ms={row.last_received_ms} />,
  },
];

export function Links() {
  const tables = use_tables();
  const links = keyed(tables.links);
  const trunks = keyed(tables.trunks);
  return (
    <>
      <Section
        id="links"
        title="Links"
        note={`${links.filter((link) => link.state === "up").length} of ${links.length} up`}
      >
        <DataList
          main
          id="links-list"
          caption="Links"
          rows={links}
          columns={link_columns}
          key_of={(row) => row.key}
          text_of={(row) => `${row.name} ${row.id} ${row.peer} ${row.address ?? ""} ${row.state}`}
          default_sort="name"
          empty="No link is configured."
          name_of={(row) => `link ${row.name}`}
          details={(row) => <LinkDetails row={row} />}
        />
      </Section>
      <Section
        id="trunks"
        title="Trunks"
        note={`${trunks.filter((trunk) => trunk.state === "open").length} of ${trunks.length} open`}
      >
        <DataList
          id="trunks"
          caption="Trunks"
          rows={trunks}
          columns={trunk_columns}
          key_of={(row) => row.key}
          text_of={(row) =>
            [row.name, row.id, row.peer, row.address, row.state, ...Object.keys(row.talkgroup_slots)].join(
              " ",
            )
          }
          default_sort="name"
          empty="No trunk is configured."
          name_of={(row) => `trunk ${row.name}`}
          details={(row) => <TrunkDetails row={row} />}
        />
      </Section>
    </>
  );
}
