// SPDX-License-Identifier: GPL-3.0-or-later
// Why does it not work? First what of the server itself is not up, then who was turned away and what helps.
import { useMemo } from "preact/hooks";
import { StateMark } from "../parts/badge";
import { count_column, DataList } from "../parts/data_list";
import { Choice } from "../parts/filters";
import type { Column } from "../parts/data_list";
import { Connection, Destination } from "../parts/names";
import { Section } from "../parts/section";
import { Ago } from "../parts/time";
import { count } from "../format";
import { keyed } from "../network";
import { use_parameter, use_tables } from "../page";
import type { Key, RefusalRow, SocketRow } from "../protocol";
import type { Tables } from "../state";
import { call_reasons, explain, explain_frame } from "../words";
import { link_mark, trunk_mark } from "./links";
import { TrunkCounters } from "./trunk_counters";
import { link_state_in_words, trunk_state_in_words } from "./now";

type Refusal = RefusalRow & { readonly key: Key };

const what_in_words: { readonly [W in SocketRow["what"]]: string } = {
  listener: "Port for repeaters",
  feed: "Event feed",
  control: "Commands",
  http: "This page",
  users: "Table of users",
  talkgroups: "Table of talkgroups",
  log: "Log",
  reload: "Configuration",
};

/** How much is wrong, for the navigation. */
export function troubles(tables: Tables): number {
  let n = 0;
  for (const socket of tables.sockets.values()) if (!socket.good) n += 1;
  for (const link of tables.links.values()) if (link.state !== "up") n += 1;
  for (const trunk of tables.trunks.values()) if (trunk.state !== "open" || trunk.advice !== "") n += 1;
  return n;
}

export function Trouble() {
  return (
    <>
      <Sockets />
      <Connections />
      <TrunkCounters />
      <Refusals />
      <Reasons />
    </>
  );
}

function Sockets() {
  const tables = use_tables();
  const sockets = keyed(tables.sockets).sort((a, b) => Number(a.good) - Number(b.good));
  const bad = sockets.filter((socket) => !socket.good).length;
  return (
    <Section id="sockets" title="The server itself" note={bad === 0 ? "all good" : `${bad} not good`}>
      <ul class="states">
        {sockets.map((socket) => (
          <li key={socket.key} class={socket.good ? "" : "not-good"}>
            <StateMark mark={socket.good ? "good" : "bad"}>{socket.good ? "good" : "not good"}</StateMark>
            <span>
              <strong>{what_in_words[socket.what] ?? socket.what}</strong>{" "}
              {socket.name && <code>{socket.name}</code>}
            </span>
            <span>{socket.text}</span>
          </li>
        ))}
      </ul>
      {sockets.length === 0 && <p class="empty">The server has told nothing of itself.</p>}
    </Section>
  );
}

function Connections() {
  const tables = use_tables();
  const links = keyed(tables.links).filter((link) => link.state !== "up" || link.remedy !== "");
  const trunks = keyed(tables.trunks).filter((trunk) => trunk.state !== "open" || trunk.advice !== "");
  const silent = keyed(tables.repeaters).filter((repeater) => repeater.missed_pings > 0);
  const n = links.length + trunks.length + silent.length;
  return (
    <Section id="trouble-connections" title="Connections" note={n === 0 ? "all good" : `${n} not good`}>
      {n === 0 && (
        <p class="empty">Every link is up, every trunk is open, and no repeater has missed a ping.</p>
      )}
      <ul class="states">
        {links.map((link) => (
          <li key={link.key} class="not-good">
            <StateMark mark={link_mark[link.state]}>{link_state_in_words[link.state]}</StateMark>
            <span>
              Link{" "}
              <strong>
                <Connection of={link.key} name={link.name} />
              </strong>
            </span>
            <span>
              {link.last_failure !== null && `Last failure: ${link.last_failure.replace(/_/g, " ")}. `}
              {link.remedy}
            </span>
          </li>
        ))}
        {trunks.map((trunk) => (
          <li key={trunk.key} class="not-good">
            <StateMark mark={trunk.state === "open" ? "warning" : trunk_mark[trunk.state]}>
              {trunk_state_in_words[trunk.state]}
            </StateMark>
            <span>
              Trunk{" "}
              <strong>
                <Connection of={trunk.key} name={trunk.name} />
              </strong>
            </span>
            <span>
              {trunk.advice}{" "}
              {Object.entries(trunk.refused)
                .filter(([, frames]) => frames > 0)
                .map(([reason, frames]) => `${explain_frame(reason).title}: ${count(frames)} frames.`)
                .join(" ")}
            </span>
          </li>
        ))}
        {silent.slice(0, 50).map((repeater) => (
          <li key={repeater.key}>
            <StateMark mark="warning">{`${repeater.missed_pings} pings missed`}</StateMark>
            <span>
              Repeater{" "}
              <strong>
                <Connection of={repeater.key} name={repeater.callsign} id={repeater.id} />
              </strong>
            </span>
            <span>
              Last packet <Ago ms={repeater.last_packet_ms} />. Its connection to the internet may be bad.
            </span>
          </li>
        ))}
        {silent.length > 50 && <li>and {silent.length - 50} more repeaters</li>}
      </ul>
    </Section>
  );
}

const kind_in_words: { readonly [W in RefusalRow["what"]]: string } = {
  login: "Login",
  call: "Call",
  frame: "Frames",
};

const columns: readonly Column<Refusal>[] = [
  {
    id: "who",
    title: "Who",
    order: (row) => row.callsign || row.name || row.id,
    cell: (row) => (
      <>
        <strong>{row.callsign || row.name || row.id}</strong>
        {(row.callsign || row.name) && (
          <>
            {" "}
            <small>{row.id}</small>
          </>
        )}
        {row.address && <small class="block">{row.address}</small>}
      </>
    ),
  },
  { id: "what", title: "What", order: (row) => row.what, cell: (row) => kind_in_words[row.what] ?? row.what },
  {
    id: "reason",
    title: "Why",
    order: (row) => reason_of(row).title,
    cell: (row) => (
      <>
        <strong>{reason_of(row).title}</strong>
        {row.rule !== "" && (
          <small class="block">
            Rule: {row.rule}
            {row.rule_reason !== "" && ` – ${row.rule_reason}`}
          </small>
        )}
        {row.destination !== undefined && (
          <small class="block">
            <Destination destination={row.destination} kind={row.kind ?? "group"} network={null} />
            {row.slot !== undefined && `, slot ${row.slot}`}
            {row.source !== undefined && `, from ${row.source}`}
          </small>
        )}
      </>
    ),
  },
  { id: "remedy", title: "What helps", cell: (row) => row.remedy || reason_of(row).text },
  count_column("count", "Times", (row) => row.count),
  {
    id: "first",
    title: "First",
    order: (row) => row.first_ms,
    descending_first: true,
    cell: (row) => <Ago ms={row.first_ms} />,
  },
  {
    id: "last",
    title: "Last",
    order: (row) => row.last_ms,
    descending_first: true,
    cell: (row) => <Ago ms={row.last_ms} />,
  },
];

function reason_of(row: RefusalRow) {
  return explain(row.what, row.reason);
}

function text_of(row: Refusal): string {
  const who = [row.callsign, row.name, row.id, row.address];
  const why = [row.what, row.reason, reason_of(row).title, row.rule];
  return [...who, ...why, row.source, row.destination].join(" ");
}

function Refusals() {
  const tables = use_tables();
  const [what] = use_parameter("what");
  const rows = useMemo(
    () => keyed(tables.refusals).filter((row) => what === "" || row.what === what),
    [tables.refusals, what],
  );
  return (
    <Section id="refusals" title="Turned away" note={count(tables.refusals.size)}>
      <DataList
        main
        id="refusals"
        caption="Logins, calls and frames that were refused"
        rows={rows}
        columns={columns}
        key_of={(row) => row.key}
        text_of={text_of}
        default_sort="-last"
        empty="Nobody has been turned away."
        tools={
          <Choice
            id="refusals-what"
            name="what"
            label="What"
            options={[
              ["", "all"],
              ["login", "logins"],
              ["call", "calls"],
              ["frame", "frames of trunks and links"],
            ]}
          />
        }
      />
    </Section>
  );
}

function Reasons() {
  const drops = use_tables().health.get("now")?.drops ?? {};
  return (
    <Section id="reasons" title="What the reasons of refused calls mean">
      <dl class="reasons">
        {call_reasons().map(({ reason, title, text }) => (
          <div key={reason}>
            <dt>
              {title} <small>{count(drops[reason] ?? 0)} bursts</small>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
