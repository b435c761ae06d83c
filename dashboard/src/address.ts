// SPDX-License-Identifier: GPL-3.0-or-later
// The address bar: which view is shown, and how it is filtered and sorted, so that all can be bookmarked.
//   ?view=repeaters&q=club&sort=-since&open=r312123
// view: see views.ts. q: filter. sort: column, with a minus for descending; a second list of a view has its
// name before it (trunks.sort). open: rows whose details are open. demo: an invented scene.

export type Change = { readonly [parameter: string]: string | null };

export function parameter(search: string, name: string): string {
  return new URLSearchParams(search).get(name) ?? "";
}

/** The query string with changes; null or "" takes a parameter out. */
export function changed(search: string, change: Change): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, value);
  }
  return as_text(parameters);
}

/** The query string of another view: filters stay behind, `demo` does not. */
export function view_address(search: string, view: string, more: Change = {}): string {
  const parameters = new URLSearchParams();
  if (new URLSearchParams(search).has("demo")) parameters.set("demo", "");
  parameters.set("view", view);
  return changed(as_text(parameters), more);
}

export function has_parameter(search: string, name: string): boolean {
  return new URLSearchParams(search).has(name);
}

function as_text(parameters: URLSearchParams): string {
  const text = parameters
    .toString()
    .replace(/(^|&)demo=(?=&|$)/, "$1demo")
    .replace(/%2C/g, ",");
  return text === "" ? "" : `?${text}`;
}

/** The token in #token=..., if there is one. */
export function token_in(hash: string): string | null {
  const found = /^#token=(.+)$/.exec(hash);
  if (!found?.[1]) return null;
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1];
  }
}
