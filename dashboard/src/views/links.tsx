// SPDX-License-Identifier: GPL-3.0-or-later
// Links (this server logs in at another one) and trunks (OpenBridge), with what came, what went and what was refused.
import { StateMark } from "../parts/badge";
import type { Mark } from "../parts/badge";
import { DataList, Fact, Facts } from "../parts/data_list";
import type { Column } from "../parts/data_list";
import { Loss, quality_text } from "../parts/quality";
import { Section } from "../parts/section";
import { SlotBadges, SlotRows } from "../parts/slot_row";
import { Ago, At, Remaining, Running } from "../parts/time";
import { count } from "../format";
import { keyed } from "../network";
import { use_tables } from "../page";
import type { Key, LinkRow, TrunkRow } from "../protocol";
import { explain_frame, in_words } from "../words";
import { link_state_in_words, trunk_state_in_words, TrunkCalls } from "./now";
import { plain_talkgroups } from "./repeater_details";

type Link = LinkRow & { readonly key: Key };
type Trunk = TrunkRow & { readonly key: Key };

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
    order: (row) => row.since_ms,
    descending_first: true,
    numeric: true,
    cell: (row) =>
      row.since_ms === null ? <span class="faint">–</span> : <Running since_ms={row.since_ms} />,
  },
  {
    id: "received",
    title: "Received",
    order: (row) => row.received,
    descending_first: true,
    numeric: true,
    cell: (row) => count(row.received),
  },
  {
    id: "refused",
    title: "Refused",
    order: (row) => sum(row.refused),
    descending_first: true,
    numeric: true,
    cell: (row) => count(sum(row.refused)),
  },
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
  {
    id: "sent",
    title: "Sent",
    order: (row) => row.sent,
    descending_first: true,
    numeric: true,
    cell: (row) => count(row.sent),
  },
  {
    id: "received",
    title: "Received",
    order: (row) => row.received,
    descending_first: true,
    numeric: true,
    cell: (row) => count(row.received),
  },
  {
    id: "refused",
    title: "Refused",
    order: (row) => sum(row.refused),
    descending_first: true,
    numeric: true,
    cell: (row) => count(sum(row.refused)),
  },
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
            `${row.name} ${row.id} ${row.peer} ${row.address ?? ""} ${row.state} ${Object.keys(row.talkgroup_slots).join(" ")}`
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

function LinkDetails({ row }: { row: Link }) {
  return (
    <div class="details">
      {row.remedy !== "" && <p class="advice">{row.remedy}</p>}
      <SlotRows connection={row.key} />
      <div class="facts-grid">
        <Facts title="Connection">
          <Fact name="Other server">{row.peer}</Fact>
          <Fact name="Address">{row.address}</Fact>
          <Fact name="State">
            {link_state_in_words[row.state]}
            {row.since_ms !== null && (
              <>
                {" "}
                since <At ms={row.since_ms} />
              </>
            )}
          </Fact>
          <Fact name="Answers to pings missed">{row.missed_pongs}</Fact>
          <Fact name="Logins">{row.logins}</Fact>
          <Fact name="Attempts that failed">{row.failed_attempts}</Fact>
          <Fact name="Last failure">{row.last_failure && in_words(row.last_failure)}</Fact>
          <Fact name="Next attempt">
            {row.next_attempt_ms !== null && (
              <>
                in <Remaining until_ms={row.next_attempt_ms} />
              </>
            )}
          </Fact>
        </Facts>
        <Facts title="Talkgroups">
          <Fact name="Slot 1">{plain_talkgroups(row.talkgroups, 1)}</Fact>
          <Fact name="Slot 2">{plain_talkgroups(row.talkgroups, 2)}</Fact>
          <Fact name="Private calls">{row.unit_calls ? "yes" : "no"}</Fact>
          <Fact name="Options sent">{row.options}</Fact>
        </Facts>
        <Facts title="Traffic">
          <Fact name="Received">{count(row.received)} bursts</Fact>
          <Fact name="Quality">{quality_text(row.quality)}</Fact>
        </Facts>
        <Refused refused={row.refused} />
      </div>
    </div>
  );
}

function TrunkDetails({ row }: { row: Trunk }) {
  const talkgroups = Object.entries(row.talkgroup_slots);
  return (
    <div class="details">
      {row.advice !== "" && <p class="advice">{row.advice}</p>}
      <TrunkCalls of={row.key} />
      <div class="facts-grid">
        <Facts title="Connection">
          <Fact name="Own network id">{row.id}</Fact>
          <Fact name="Other server">{row.peer}</Fact>
          <Fact name="Address">{row.address}</Fact>
          <Fact name="Own address">{row.local_address}</Fact>
          <Fact name="Source repeater's id">
            {row.preserve_source_peer ? "kept" : "replaced by the network id"}
          </Fact>
          <Fact name="Last received">
            {row.last_received_ms === null ? "never" : <Ago ms={row.last_received_ms} />}
          </Fact>
        </Facts>
        <Facts title="Talkgroups">
          {([1, 2] as const).map((slot) => (
            <Fact key={slot} name={`Slot ${slot}`}>
              {talkgroups
                .filter(([, of]) => of === slot)
                .map(([talkgroup]) => talkgroup)
                .join(", ") || "none"}
            </Fact>
          ))}
          <Fact name="More">{row.talkgroup_slots_left_out}</Fact>
        </Facts>
        <Facts title="Traffic">
          <Fact name="Calls now">{row.streams}</Fact>
          <Fact name="Sent">{count(row.sent)} frames</Fact>
          <Fact name="Received">{count(row.received)} good frames</Fact>
          <Fact name="Quality">{quality_text(row.quality)}</Fact>
        </Facts>
        <Refused refused={row.refused} />
      </div>
    </div>
  );
}

function Refused({ refused }: { refused: { [reason: string]: number } }) {
  const reasons = Object.entries(refused).filter(([, n]) => n > 0);
  if (reasons.length === 0) return null;
  return (
    <Facts title="Refused">
      {reasons.map(([reason, n]) => (
        <Fact key={reason} name={explain_frame(reason).title}>
          {count(n)} <small>{explain_frame(reason).text}</small>
        </Fact>
      ))}
    </Facts>
  );
}
