// SPDX-License-Identifier: GPL-3.0-or-later
// What every part of the page is handed: what to show, and what its buttons may do.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Change } from "./address";
import { has_parameter, parameter, view_address } from "./address";
import type { Clock } from "./clock";
import type { Status } from "./connection";
import type { Settings } from "./settings";
import type { State, Tables } from "./state";

export interface Page {
  readonly state: State; // that which is shown: while paused, that of the moment of the pause
  readonly status: Status;
  readonly search: string; // the address bar's query string
  readonly settings: Settings;
  readonly paused: boolean;
  readonly demo: boolean;
  readonly clock: Clock;
  readonly notice: string; // about the token, "" = none
  go(search: string): void; // a new entry in the history of the browser
  change(change: Change): void; // none
  set(settings: Partial<Settings>): void;
  pause(paused: boolean): void;
  connect_now(): void;
  give_token(token: string): void;
  forget_token(): void;
}

export const PageContext = createContext<Page>(null as unknown as Page);

export function use_page(): Page {
  return useContext(PageContext);
}

export function use_tables(): Tables {
  return useContext(PageContext).state.tables;
}

/** A parameter of the address bar, and how to change it. */
export function use_parameter(name: string): [string, (value: string | null) => void] {
  const page = use_page();
  return [parameter(page.search, name), (value) => page.change({ [name]: value })];
}

/** Draws its component anew each second. */
export function use_seconds(): number {
  const { clock } = use_page();
  const [, again] = useState(0);
  useEffect(() => clock.each_second(() => again((n) => n + 1)), [clock]);
  return clock.now();
}

export function link_to(page: Page, view: string, more: Change = {}): string {
  return view_address(page.search, view, more) || "?";
}

export { has_parameter };
