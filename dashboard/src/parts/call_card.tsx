// SPDX-License-Identifier: GPL-3.0-or-later
// A call in progress: talkgroup, who, how long, from where, and who carries it.
import { useState } from "preact/hooks";
import { carriers_of, connection_kind, connection_name } from "../network";
import type { Call } from "../network";
import { use_page, use_tables } from "../page";
import type { ConnectionKey, SlotNumber } from "../protocol";
import { coordinates } from "../format";
import { Icon } from "./icon";
import { Connection, Destination, kind_in_words, Translated, User } from "./names";
import { quality_text } from "./quality";
import { Running } from "./time";

export function CallCard({ call }: { call: Call }) {
  const translated = call.slot !== call.network_slot || call.destination !== call.network_destination;
  return (
    <li class={call.data ? "call data" : "call"}>
      <div class="call-head">
        <span class="call-where">
          <Destination
            destination={call.network_destination}
            kind={call.kind}
            network={{ slot: call.network_slot, talkgroup: call.network_destination }}
          />
        </span>
        <span class="call-time">
          <Running since_ms={call.since_ms} />
        </span>
      </div>
      <p class="call-who">
        <User {...call} />
      </p>
      <p class="call-line">
        <span class="kind">
          <Icon name={call.data ? "data" : "voice"} /> {kind_in_words(call.kind, call.data)}
          {call.echo && ", echo"}
        </span>
        <span>Slot {call.network_slot}</span>
        {translated && <Translated text={`on the air: slot ${call.slot}, TG ${call.destination}`} />}
        {call.position && <span>{coordinates(call.position.latitude, call.position.longitude)}</span>}
        <span>
          From <Origin call={call} />
        </span>
        <span class="faint">{quality_text(call.quality)}</span>
      </p>
      <Carriers call={call} />
    </li>
  );
}

function Origin({ call }: { call: Call }) {
  const tables = use_tables();
  return (
    <>
      <Connection of={call.origin} name={call.origin_name} />{" "}
      <small>{connection_kind(tables, call.origin)}</small>
    </>
  );
}

const shown_carriers = 12;

function Carriers({ call }: { call: Call }) {
  const {
    state: { tables },
  } = use_page();
  const carriers: { readonly connection: ConnectionKey; readonly slot?: SlotNumber }[] = [
    ...(call.trunks ?? []).map((connection) => ({ connection })),
    ...(carriers_of(tables.slots).get(call.key) ?? []),
  ];
  const more = Math.max(call.targets, carriers.length) - Math.min(carriers.length, shown_carriers);
  return (
    <p class="call-line carriers">
      <span>{carriers.length > 0 || more > 0 ? "Goes to" : "Goes to nobody"}</span>
      {carriers.slice(0, shown_carriers).map(({ connection, slot }) => (
        <span key={`${connection}/${slot ?? ""}`} class="chip">
          <Connection of={connection} name={connection_name(tables, connection)} />
          {slot !== undefined && slot !== call.network_slot && <small> slot {slot}</small>}
        </span>
      ))}
      {more > 0 && <span>{carriers.length > 0 ? `and ${more} more` : `${more}`}</span>}
      {call.busy > 0 && (
        <span class="busy">
          <Icon name="warning" /> {call.busy} busy
        </span>
      )}
    </p>
  );
}

const many = 12;
const step = 60;

export function CallCards({ calls, empty }: { calls: readonly Call[]; empty: string }) {
  const [limit, set_limit] = useState(step);
  if (calls.length === 0) return <p class="empty">{empty}</p>;
  return (
    <>
      <ul class={calls.length > many ? "cards calls dense" : "cards calls"}>
        {calls.slice(0, limit).map((call) => (
          <CallCard key={call.key} call={call} />
        ))}
      </ul>
      {calls.length > limit && (
        <button type="button" class="more" onClick={() => set_limit(limit + step)}>
          Show {Math.min(step, calls.length - limit)} more of {calls.length}
        </button>
      )}
    </>
  );
}
