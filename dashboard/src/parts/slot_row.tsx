// SPDX-License-Identifier: GPL-3.0-or-later
// One slot of a repeater or link: state, talkgroup, who, how long.
import { slot_view } from "../network";
import { use_tables } from "../page";
import type { ConnectionKey, SlotNumber } from "../protocol";
import { Badge } from "./badge";
import { Destination } from "./names";
import { Remaining, Running } from "./time";

export function SlotRow({ connection, slot }: { connection: ConnectionKey; slot: SlotNumber }) {
  const view = slot_view(use_tables(), connection, slot);
  const { call } = view;
  const network = call && { slot: call.network_slot, talkgroup: call.network_destination };
  const name = call?.source_name || call?.alias || (view.source === null ? "" : String(view.source));
  return (
    <li class={`slot-row ${view.state}`}>
      <span class="slot-number">
        <span class="only-read">Slot </span>
        {slot}
      </span>
      <Badge state={view.state} />
      <span class="slot-what">
        {view.destination !== null && (
          <Destination
            destination={view.destination}
            kind={view.kind}
            network={network ?? { slot, talkgroup: view.destination }}
          />
        )}
        {view.state !== "hang" && name !== "" && (
          <span class="slot-who">
            {name === String(view.source) && <span class="tg">from </span>}
            {name}
            {call?.data && view.state !== "data" && " · data"}
          </span>
        )}
      </span>
      <span class="slot-time">
        {(view.state === "rx" || view.state === "tx") && view.since_ms !== null && (
          <Running since_ms={view.since_ms} />
        )}
        {view.state === "hang" && view.until_ms !== null && (
          <>
            free in <Remaining until_ms={view.until_ms} />
          </>
        )}
      </span>
    </li>
  );
}

export function SlotRows({ connection }: { connection: ConnectionKey }) {
  return (
    <ul class="slot-rows">
      <SlotRow connection={connection} slot={1} />
      <SlotRow connection={connection} slot={2} />
    </ul>
  );
}

/** Both slots as two badges, for a row of a table. */
export function SlotBadges({ connection }: { connection: ConnectionKey }) {
  const tables = use_tables();
  return (
    <span class="slot-badges">
      {([1, 2] as const).map((slot) => (
        <span key={slot} class="slot-badge">
          <span class="slot-number">
            <span class="only-read">Slot </span>
            {slot}
          </span>
          <Badge state={slot_view(tables, connection, slot).state} />
        </span>
      ))}
    </span>
  );
}
