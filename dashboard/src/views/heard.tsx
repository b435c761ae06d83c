// SPDX-License-Identifier: GPL-3.0-or-later
// Who was heard last: the newest call of each user on each connection.
import { useMemo } from "preact/hooks";
import { Badge, StateMark } from "../parts/badge";
import { DataList } from "../parts/data_list";
import { Choice } from "../parts/filters";
import type { Column } from "../parts/data_list";
import { Connection, Destination, kind_in_words, Translated, User, user_text } from "../parts/names";
import { Loss, quality_text } from "../parts/quality";
import { Ago, Running } from "../parts/time";
import { call_length } from "../format";
import { keyed } from "../network";
import type { Heard as Row } from "../network";
import { use_parameter, use_tables } from "../page";
import type { Tables } from "../state";
import { end_in_words } from "../words";

const columns: readonly Column<Row>[] = [
  {
    id: "user",
    title: "User",
    order: (row) => row.source_name || String(row.source),
    cell: (row) => <User {...row} />,
  },
  {
    id: "at",
    title: "When",
    order: (row) => row.at_ms,
    descending_first: true,
    cell: (row) =>
      row.active ? (
        <span class="active">
          <Badge state={row.data ? "data" : "rx"} /> <Running since_ms={row.at_ms} />
        </span>
      ) : (
        <Ago ms={row.at_ms} />
      ),
  },
  {
    id: "to",
    title: "Talkgroup",
    order: (row) => row.network_destination,
    cell: (row) => (
      <>
        <Destination
          destination={row.network_destination}
          kind={row.kind}
          network={{ slot: row.network_slot, talkgroup: row.network_destination }}
        />
        {row.translated && <Translated text={`on the air: slot ${row.slot}, TG ${row.destination}`} />}
      </>
    ),
  },
  {
    id: "slot",
    title: "Slot",
    order: (row) => row.network_slot,
    cell: (row) => row.network_slot,
    numeric: true,
  },
  {
    id: "from",
    title: "From",
    order: (row) => row.origin_name,
    cell: (row) => (
      <>
        <Connection of={row.origin} name={row.origin_name} id={row.origin_id} />
        {row.origin_id > 0 && row.origin_name !== "" && (
          <>
            {" "}
            <small>{row.origin_id}</small>
          </>
        )}
      </>
    ),
  },
  {
    id: "kind",
    title: "Kind",
    order: (row) => kind_in_words(row.kind, row.data),
    cell: (row) => kind_in_words(row.kind, row.data),
  },
  {
    id: "length",
    title: "Length",
    order: (row) => row.length_s,
    descending_first: true,
    numeric: true,
    cell: (row) =>
      row.length_s === undefined ? (
        ""
      ) : (
        <span title={end_in_words(row.reason)}>
          {call_length(row.length_s)}
          {row.reason !== undefined && row.reason !== "terminator" && (
            <small class="block">{end_in_words(row.reason)}</small>
          )}
        </span>
      ),
  },
  {
    id: "loss",
    title: "Loss",
    order: (row) => row.quality?.loss_percent,
    descending_first: true,
    numeric: true,
    cell: (row) => (
      <span title={quality_text(row.quality)}>
        <Loss value={row.quality?.loss_percent} />
        {more_quality(row)}
      </span>
    ),
  },
];

function more_quality(row: Row) {
  const ber = row.quality?.ber_percent;
  const rssi = row.quality?.rssi_dbm;
  if ((ber ?? null) === null && (rssi ?? null) === null) return null;
  return (
    <small class="block">
      {[ber != null && `BER ${ber.toFixed(1)} %`, rssi != null && `${rssi.toFixed(0)} dBm`]
        .filter(Boolean)
        .join(" · ")}
    </small>
  );
}

function row_text(tables: Tables): (row: Row) => string {
  return (row) =>
    `${user_text(row)} ${row.network_destination} ${row.destination} ${row.origin_name} ${row.origin_id} ${
      tables.names.get(`${row.network_slot}/${row.network_destination}`) ?? ""
    } ${kind_in_words(row.kind, row.data)}`;
}

export function Heard() {
  const tables = use_tables();
  const [traffic] = use_parameter("traffic");
  const [calls] = use_parameter("calls");
  const [least] = use_parameter("least");
  const rows = useMemo(
    () =>
      keyed(tables.heard).filter(
        (row) =>
          (traffic === "" || row.data === (traffic === "data")) &&
          (calls === "" || (row.kind === "group") === (calls === "group")) &&
          (least === "" || row.active || (row.length_s ?? 0) >= Number(least)),
      ),
    [tables.heard, traffic, calls, least],
  );
  const tools = (
    <>
      <Choice
        id="heard-traffic"
        name="traffic"
        label="Traffic"
        options={[
          ["", "voice and data"],
          ["voice", "only voice"],
          ["data", "only data"],
        ]}
      />
      <Choice
        id="heard-calls"
        name="calls"
        label="Calls"
        options={[
          ["", "all"],
          ["group", "only group"],
          ["private", "only private"],
        ]}
      />
      <Choice
        id="heard-least"
        name="least"
        label="Length"
        options={[
          ["", "any"],
          ["2", "2 s and more"],
          ["10", "10 s and more"],
          ["60", "1 min and more"],
        ]}
      />
    </>
  );
  return (
    <>
      <UserTable />
      <DataList
        main
        id="heard"
        caption="Last heard"
        rows={rows}
        columns={columns}
        key_of={(row) => row.key}
        text_of={row_text(tables)}
        default_sort="-at"
        empty="Nobody has been heard yet."
        tools={tools}
      />
    </>
  );
}

/** Where the names of users come from, and how old they are. */
function UserTable() {
  const tables = use_tables();
  const users = keyed(tables.sockets).find((socket) => socket.what === "users");
  if (!users) return null;
  return (
    <p class="user-table">
      <StateMark mark={users.good ? "good" : "warning"}>Table of users</StateMark> {users.text}
    </p>
  );
}

/** The newest few, without tools; `only` picks those of a talkgroup or a connection. */
export function HeardTable({ limit, only }: { limit: number; only?: (row: Row) => boolean }) {
  const tables = use_tables();
  const rows = useMemo(
    () =>
      keyed(tables.heard)
        .filter((row) => only?.(row) ?? true)
        .sort((a, b) => b.at_ms - a.at_ms)
        .slice(0, limit),
    [tables.heard, limit, only],
  );
  if (rows.length === 0) return <p class="empty">Nobody has been heard yet.</p>;
  return (
    <div class="table-frame">
      <table role="table">
        <caption class="only-read">Last heard</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th key={c.id} role="columnheader" scope="col" class={c.numeric ? "numeric" : ""}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.key} role="row">
              {columns.map((c, i) =>
                i === 0 ? (
                  <th key={c.id} role="rowheader" scope="row" data-label={c.title}>
                    {c.cell(row)}
                  </th>
                ) : (
                  <td key={c.id} role="cell" class={c.numeric ? "numeric" : ""} data-label={c.title}>
                    {c.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
