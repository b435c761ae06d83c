// SPDX-License-Identifier: GPL-3.0-or-later
// Filtering and sorting, as every list of the page does it.

/** What stands in a filter field: words that must all occur; a minus before a word means that it must not. */
export interface Query {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

export function parse_query(text: string): Query {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word.length > 1 && word.startsWith("-")) unwanted.push(word.slice(1));
    else if (word !== "" && word !== "-") wanted.push(word);
  }
  return { wanted, unwanted };
}

/** The text must be in lower case already. */
export function matches(text: string, query: Query): boolean {
  return (
    query.wanted.every((word) => text.includes(word)) && !query.unwanted.some((word) => text.includes(word))
  );
}

/** Rows that fit; the same array when there is nothing to look for. */
export function filter_rows<R extends object>(
  rows: readonly R[],
  query: Query,
  text_of: (row: R) => string,
): readonly R[] {
  if (query.wanted.length === 0 && query.unwanted.length === 0) return rows;
  return rows.filter((row) => matches(text_of(row).toLowerCase(), query));
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export function parse_sort(text: string): Sort | null {
  const descending = text.startsWith("-");
  const column = descending ? text.slice(1) : text;
  return column === "" ? null : { column, descending };
}

export function sort_text(sort: Sort): string {
  return (sort.descending ? "-" : "") + sort.column;
}

export type SortValue = string | number | boolean | null | undefined;

/** Sorted anew, equal ones in their old order; rows without a value come last either way. */
export function sort_rows<R>(rows: readonly R[], value_of: (row: R) => SortValue, descending: boolean): R[] {
  const decorated = rows.map((row, index) => ({ row, index, value: comparable(value_of(row)) }));
  const sign = descending ? -1 : 1;
  decorated.sort((a, b) => {
    if (a.value === null || b.value === null) {
      if (a.value === b.value) return a.index - b.index;
      return a.value === null ? 1 : -1;
    }
    if (a.value === b.value) return a.index - b.index;
    if (typeof a.value !== typeof b.value) return typeof a.value === "number" ? -1 : 1;
    return a.value < b.value ? -sign : sign;
  });
  return decorated.map((entry) => entry.row);
}

function comparable(value: SortValue): string | number | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  return value.toLowerCase();
}
