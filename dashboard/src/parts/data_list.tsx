// SPDX-License-Identifier: GPL-3.0-or-later
// Every list of the page: a real table that filters and sorts, holds both in the address bar, shows no more
// rows than a browser likes to draw, opens details in place, and becomes cards on a phone.
import type { ComponentChildren } from "preact";
import { Fragment } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { count } from "../format";
import type { Sort, SortValue } from "../lists";
import { filter_rows, parse_query, parse_sort, sort_rows, sort_text } from "../lists";
import { use_page, use_parameter } from "../page";
import { Filter } from "./filters";
import { Icon } from "./icon";

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: R) => ComponentChildren;
  readonly order?: (row: R) => SortValue;
  readonly descending_first?: boolean; // numbers and times: the largest are what one looks for
  readonly numeric?: boolean;
}

/** A column of counts: the largest are what one looks for. */
export function count_column<R>(id: string, title: string, of: (row: R) => number): Column<R> {
  return { id, title, order: of, descending_first: true, numeric: true, cell: (row) => count(of(row)) };
}

interface DataListProps<R> {
  readonly id: string;
  readonly caption: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly key_of: (row: R) => string;
  readonly text_of: (row: R) => string; // what the filter looks into
  readonly default_sort: string;
  readonly empty: string;
  readonly main?: boolean; // the view's own list: parameters without a prefix
  readonly details?: (row: R) => ComponentChildren;
  readonly name_of?: (row: R) => string; // for the button that opens the details
  readonly tools?: ComponentChildren; // more filters
  readonly page_size?: number;
}

export function DataList<R extends object>(props: DataListProps<R>) {
  const prefix = props.main ? "" : `${props.id}.`;
  const [query] = use_parameter(`${prefix}q`);
  const [sort_parameter, set_sort] = use_parameter(`${prefix}sort`);
  const size = props.page_size ?? 100;
  const [limit, set_limit] = useState(size);
  const sort = chosen_sort(props.columns, sort_parameter, props.default_sort);
  const change_sort = (to: Sort) => set_sort(sort_text(to) === props.default_sort ? null : sort_text(to));

  const fitting = useMemo(
    () => filter_rows(props.rows, parse_query(query), props.text_of),
    [props.rows, query],
  );
  const sorted = useMemo(() => {
    const column = props.columns.find((c) => c.id === sort.column);
    return column?.order ? sort_rows(fitting, column.order, sort.descending) : fitting;
  }, [fitting, sort.column, sort.descending]);
  const [open_parameter] = use_parameter("open");
  const open = open_parameter === "" ? [] : open_parameter.split(",");
  // What is open is shown, however far down it stands: a link from elsewhere may lead to it.
  const beyond = sorted.slice(limit).filter((row) => open.includes(props.key_of(row)));
  const shown = [...beyond, ...sorted.slice(0, limit)];
  const { state } = use_page();
  use_scroll_to(props.id, open);

  return (
    <div class="data-list">
      <div class="tools">
        <Filter id={`${props.id}-filter`} name={`${prefix}q`} label={`Filter: ${props.caption}`} />
        <SortChoice id={`${props.id}-sort`} columns={props.columns} sort={sort} change={change_sort} />
        {props.tools}
        <p class="how-many">{how_many(shown.length, fitting.length, props.rows.length)}</p>
      </div>
      {shown.length === 0 ? (
        <p class="empty">
          {props.rows.length > 0
            ? "Nothing fits the filter."
            : state.phase === "filling"
              ? "Loading …"
              : props.empty}
        </p>
      ) : (
        <Table {...props} rows={shown} sort={sort} change_sort={change_sort} />
      )}
      {sorted.length > limit && (
        <button type="button" class="more" onClick={() => set_limit(limit + size)}>
          Show {count(Math.min(size, sorted.length - limit))} more of {count(sorted.length)}
        </button>
      )}
    </div>
  );
}

/** Who follows a link to one row finds it on the screen, as soon as it is there. */
function use_scroll_to(list: string, open: readonly string[]): void {
  const wanted = useRef(open.length === 1 ? open[0] : undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const details = document.getElementById(details_id(list, wanted.current));
    if (!details) return;
    wanted.current = undefined;
    details.previousElementSibling?.scrollIntoView({ block: "nearest" });
    details.scrollIntoView({ block: "nearest" });
  });
}

function chosen_sort<R>(columns: readonly Column<R>[], parameter: string, fallback: string): Sort {
  const wanted = parse_sort(parameter);
  if (wanted && columns.some((c) => c.id === wanted.column && c.order)) return wanted;
  return parse_sort(fallback) ?? { column: "", descending: false };
}

function how_many(shown: number, fitting: number, all: number): string {
  if (shown < fitting)
    return `${count(shown)} of ${count(fitting)}${fitting < all ? ` (${count(all)} in all)` : ""}`;
  return fitting < all ? `${count(fitting)} of ${count(all)}` : count(all);
}

/** Sorting where there are no column titles: on a phone. */
function SortChoice<R>({
  id,
  columns,
  sort,
  change,
}: {
  id: string;
  columns: readonly Column<R>[];
  sort: Sort;
  change: (sort: Sort) => void;
}) {
  const choose = (value: string) => change(parse_sort(value) ?? sort);
  return (
    <div class="sort-choice">
      <label for={id}>Sort by</label>
      <select id={id} value={sort_text(sort)} onChange={(event) => choose(event.currentTarget.value)}>
        {columns
          .filter((c) => c.order)
          .map((column) => (
            <Fragment key={column.id}>
              <option value={column.id}>{column.title}, up</option>
              <option value={`-${column.id}`}>{column.title}, down</option>
            </Fragment>
          ))}
      </select>
    </div>
  );
}

interface TableProps<R> extends DataListProps<R> {
  readonly sort: Sort;
  readonly change_sort: (sort: Sort) => void;
}

// Roles are spelled out because a table that CSS turns into cards is none any more to some screen readers.
function Table<R extends object>(props: TableProps<R>) {
  const [open_parameter, set_open] = use_parameter("open");
  const open = open_parameter === "" ? [] : open_parameter.split(",");
  const toggle = (key: string) =>
    set_open((open.includes(key) ? open.filter((other) => other !== key) : [...open, key]).join(","));
  return (
    <div class="table-frame" tabIndex={-1} data-focus-home>
      <table role="table" class={props.details ? "opens" : ""}>
        <caption class="only-read">{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {props.columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} change={props.change_sort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {props.rows.map((row) => {
            const key = props.key_of(row);
            const is_open = props.details !== undefined && open.includes(key);
            return (
              <Fragment key={key}>
                <Row {...props} row={row} row_key={key} open={is_open} toggle={() => toggle(key)} />
                {is_open && (
                  <tr role="row" class="details-row" id={details_id(props.id, key)}>
                    <td role="cell" colSpan={props.columns.length}>
                      <h3 class="only-read">Details of {props.name_of?.(row) ?? key}</h3>
                      {props.details?.(row)}
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function details_id(list: string, key: string): string {
  return `${list}-details-${key.replace(/[^\w]/g, "_")}`;
}

function HeadCell<R>({
  column,
  sort,
  change,
}: {
  column: Column<R>;
  sort: Sort;
  change: (sort: Sort) => void;
}) {
  const here = sort.column === column.id;
  const classes = column.numeric ? "numeric" : "";
  if (!column.order)
    return (
      <th role="columnheader" scope="col" class={classes}>
        {column.title}
      </th>
    );
  const next = { column: column.id, descending: here ? !sort.descending : column.descending_first === true };
  return (
    <th
      role="columnheader"
      scope="col"
      class={classes}
      aria-sort={here ? (sort.descending ? "descending" : "ascending") : undefined}
    >
      <button type="button" class="sort" onClick={() => change(next)}>
        {column.title}
        <span class="sort-mark" aria-hidden="true">
          {here ? (sort.descending ? "▼" : "▲") : ""}
        </span>
      </button>
    </th>
  );
}

interface RowProps<R> extends TableProps<R> {
  readonly row: R;
  readonly row_key: string;
  readonly open: boolean;
  readonly toggle: () => void;
}

function Row<R extends object>({ columns, row, row_key, details, name_of, id, open, toggle }: RowProps<R>) {
  return (
    <tr role="row" class={open ? "open" : ""}>
      {columns.map((column, i) => {
        const classes = column.numeric ? "numeric" : "";
        const content = column.cell(row);
        if (i > 0)
          return (
            <td key={column.id} role="cell" class={classes} data-label={column.title}>
              {content}
            </td>
          );
        return (
          <th key={column.id} role="rowheader" scope="row" class={classes} data-label={column.title}>
            {details ? (
              <span class="row-head">
                <button
                  type="button"
                  class="toggle"
                  aria-expanded={open}
                  aria-controls={open ? details_id(id, row_key) : undefined}
                  aria-label={`Details of ${name_of?.(row) ?? row_key}`}
                  onClick={toggle}
                >
                  <span class={open ? "turn open" : "turn"}>
                    <Icon name="open" />
                  </span>
                </button>
                <span>{content}</span>
              </span>
            ) : (
              content
            )}
          </th>
        );
      })}
    </tr>
  );
}
