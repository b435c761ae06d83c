// SPDX-License-Identifier: GPL-3.0-or-later
// What happens now: who talks on which talkgroup, and what both slots of each repeater do.
import { useMemo, useState } from "preact/hooks";
import { CallCards } from "../parts/call_card";
import { Choice, Filter } from "../parts/filters";
import { Icon } from "../parts/icon";
import { Connection, use_talkgroup_name, user_text } from "../parts/names";
import { Section } from "../parts/section";
import { SlotRows } from "../parts/slot_row";
import { count, hours } from "../format";
import { filter_rows, parse_query } from "../lists";
import { calls_of, connection_name, figures_of, is_busy, keyed } from "../network";
import type { Call, Repeater } from "../network";
import { use_page, use_parameter, use_tables } from "../page";
import type { ConnectionKey, LinkRow } from "../protocol";
import type { Tables } from "../state";
import { HeardTable } from "./heard";

export function Now() {
  const tables = use_tables();
  const [query] = use_parameter("q");
  const { phase } = use_page().state;
  const calls = filter_rows(calls_of(tables.calls), parse_query(query), (call) => call_text(tables, call));
  return (
    <>
      <FiguresStrip />
      <div class="tools view-tools">
        <Filter id="now-filter" name="q" label="Filter calls, repeaters and links" />
        <Choice
          id="now-order"
          name="order"
          label="Repeaters"
          options={[
            ["", "in the usual order"],
            ["callsign", "by callsign"],
            ["busy", "busy first"],
            ["only-busy", "only busy ones"],
            ["since", "last come first"],
          ]}
        />
      </div>
      <Section id="on-air" title="On the air" note={count(calls.length)}>
        <CallCards
          calls={calls}
          empty={
            phase === "filling"
              ? "Loading …"
              : query === ""
                ? "Nobody is talking."
                : "No call fits the filter."
          }
        />
      </Section>
      <Repeaters query={query} />
      <LinksAndTrunks query={query} />
      <Section id="now-heard" title="Last heard">
        <HeardTable limit={10} />
      </Section>
    </>
  );
}

function call_text(tables: Tables, call: Call): string {
  const name = tables.names.get(`${call.network_slot}/${call.network_destination}`) ?? "";
  return `${call.network_destination} ${call.destination} ${name} ${user_text(call)} ${call.origin_name}`;
}

function FiguresStrip() {
  const tables = use_tables();
  const today = tables.today.get("today");
  const { connections, calls } = useMemo(
    () => figures_of(tables),
    [tables.repeaters, tables.links, tables.calls],
  );
  return (
    <dl class="figures">
      <Figure name="Connections" value={count(connections)} hint="Repeaters and links that are connected" />
      <Figure
        name="Active streams"
        value={count(calls)}
        hint="Calls in progress, those that come in and those that are sent"
      />
      <Figure
        name="Calls today"
        value={today ? count(today.calls) : "–"}
        hint="Voice calls received since midnight at the server"
      />
      <Figure
        name="Sent today"
        value={today ? count(today.sent_calls) : "–"}
        hint="One call to five repeaters counts five"
      />
      <Figure
        name="Air time today"
        value={today ? hours(today.air_time_s) : "–"}
        hint="Of the voice calls received, hours:minutes:seconds"
      />
    </dl>
  );
}

function Figure({ name, value, hint }: { name: string; value: string; hint: string }) {
  return (
    <div class="figure" title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const step = 60;

function Repeaters({ query }: { query: string }) {
  const tables = use_tables();
  const [order] = use_parameter("order");
  const [limit, set_limit] = useState(step);
  const fitting = useMemo(
    () =>
      in_order(filter_rows(keyed(tables.repeaters), parse_query(query), repeater_text), order === "since"),
    [tables.repeaters, query, order],
  );
  // Who is busy changes all the time; of a small network every repeater keeps its place on the screen.
  const busy_first =
    order === "busy" || order === "only-busy" || (order === "" && tables.repeaters.size > step);
  const slots = busy_first ? tables.slots : null;
  const rows = useMemo(() => {
    if (!busy_first) return fitting;
    const busy = fitting.filter((row) => is_busy(tables, row.key));
    return order === "only-busy" ? busy : [...busy, ...fitting.filter((row) => !is_busy(tables, row.key))];
  }, [fitting, slots, order, busy_first]);
  return (
    <Section id="now-repeaters" title="Repeaters and hotspots" note={count(tables.repeaters.size)}>
      {rows.length === 0 && (
        <p class="empty">{tables.repeaters.size === 0 ? "No repeater is connected." : "None fits."}</p>
      )}
      <ul class="cards repeaters">
        {rows.slice(0, limit).map((row) => (
          <RepeaterCard key={row.key} row={row} />
        ))}
      </ul>
      {rows.length > limit && (
        <button type="button" class="more" onClick={() => set_limit(limit + step)}>
          Show {Math.min(step, rows.length - limit)} more of {count(rows.length)}
        </button>
      )}
    </Section>
  );
}

function repeater_text(row: Repeater): string {
  return `${row.callsign} ${row.id} ${row.location} ${row.type}`;
}

function in_order(rows: readonly Repeater[], last_come_first: boolean): readonly Repeater[] {
  const by_callsign = (a: Repeater, b: Repeater) =>
    a.callsign < b.callsign ? -1 : a.callsign > b.callsign ? 1 : a.id - b.id;
  return [...rows].sort(last_come_first ? (a, b) => b.since_ms - a.since_ms : by_callsign);
}

function RepeaterCard({ row }: { row: Repeater }) {
  return (
    <li class={row.missed_pings > 0 ? "station missing" : "station"}>
      <div class="station-head">
        <span class="station-name">
          <Icon name={row.type} />
          <span class="only-read">{row.type} </span>
          <strong>
            <Connection of={row.key} name={row.callsign} id={row.id} />
          </strong>{" "}
          <small>{row.id}</small>
        </span>
        {row.missed_pings > 0 ? (
          <span class="warn">
            <Icon name="warning" /> {row.missed_pings} pings missed
          </span>
        ) : (
          <small class="station-place">{row.location}</small>
        )}
      </div>
      <SlotRows connection={row.key} />
    </li>
  );
}

function LinksAndTrunks({ query }: { query: string }) {
  const tables = use_tables();
  const words = parse_query(query);
  const links = filter_rows(keyed(tables.links), words, (link) => `${link.name} ${link.id} ${link.peer}`);
  const trunks = filter_rows(
    keyed(tables.trunks),
    words,
    (trunk) => `${trunk.name} ${trunk.id} ${trunk.peer}`,
  );
  if (tables.links.size + tables.trunks.size === 0) return null;
  return (
    <Section id="now-links" title="Links and trunks" note={count(links.length + trunks.length)}>
      <ul class="cards repeaters">
        {links.map((link) => (
          <li key={link.key} class={link.state === "up" ? "station" : "station missing"}>
            <div class="station-head">
              <span class="station-name">
                <Icon name="network" />
                <strong>
                  <Connection of={link.key} name={link.name} />
                </strong>{" "}
                <small>link</small>
              </span>
              {link.state !== "up" && (
                <span class="warn">
                  <Icon name="warning" /> {link_state_in_words[link.state]}
                </span>
              )}
            </div>
            <SlotRows connection={link.key} />
          </li>
        ))}
        {trunks.map((trunk) => (
          <li key={trunk.key} class={trunk.state === "open" ? "station" : "station missing"}>
            <div class="station-head">
              <span class="station-name">
                <Icon name="translated" />
                <strong>
                  <Connection of={trunk.key} name={trunk.name} />
                </strong>{" "}
                <small>trunk</small>
              </span>
              {trunk.state !== "open" && (
                <span class="warn">
                  <Icon name="warning" /> {trunk_state_in_words[trunk.state]}
                </span>
              )}
            </div>
            <TrunkCalls of={trunk.key} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export const link_state_in_words: { readonly [S in LinkRow["state"]]: string } = {
  up: "up",
  connecting: "connecting",
  waiting: "waiting",
};
export const trunk_state_in_words = { open: "open", no_peer: "no peer known", closed: "closed" } as const;

/** A trunk carries many calls at once: one line for each. */
export function TrunkCalls({ of }: { of: ConnectionKey }) {
  const tables = use_tables();
  const calls = calls_of(tables.calls).filter(
    (call) => call.origin === of || (call.trunks ?? []).includes(of),
  );
  if (calls.length === 0)
    return (
      <ul class="slot-rows">
        <li class="slot-row idle">
          <span class="badge idle">
            <Icon name="idle" />
            IDLE
          </span>
        </li>
      </ul>
    );
  return (
    <ul class="slot-rows">
      {calls.map((call) => {
        const state = call.data ? "data" : call.origin === of ? "rx" : "tx";
        return (
          <li key={call.key} class={`slot-row ${state}`}>
            <span class={`badge ${state}`}>
              <Icon name={state} />
              {state.toUpperCase()}
            </span>
            <TrunkCallText
              call={call}
              from={call.origin === of ? "" : connection_name(tables, call.origin)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function TrunkCallText({ call, from }: { call: Call; from: string }) {
  const name = use_talkgroup_name(call.network_slot, call.network_destination);
  return (
    <span class="slot-what">
      <span>
        TG <strong>{call.network_destination}</strong> {name}
      </span>
      <span class="slot-who">
        {call.source_name || call.alias || call.source}
        {from && ` from ${from}`}
      </span>
    </span>
  );
}
