// SPDX-License-Identifier: GPL-3.0-or-later
// The views, in the order of the navigation. A new one (history, map, charts) is one line here.
import type { ComponentType } from "preact";
import type { Tables } from "../state";
import { Events } from "./events";
import { Health } from "./health";
import { Heard } from "./heard";
import { Links } from "./links";
import { Now } from "./now";
import { Repeaters } from "./repeaters";
import { Talkgroups } from "./talkgroups";
import { Trouble, troubles } from "./trouble";

export interface View {
  readonly id: string; // in the address bar
  readonly label: string; // in the navigation
  readonly title: string;
  readonly show: ComponentType;
  readonly warns?: (tables: Tables) => number; // how many things there need somebody
}

export const views: readonly View[] = [
  { id: "now", label: "Now", title: "Now", show: Now },
  { id: "talkgroups", label: "Talkgroups", title: "Talkgroups", show: Talkgroups },
  { id: "repeaters", label: "Repeaters", title: "Repeaters and hotspots", show: Repeaters },
  { id: "links", label: "Links", title: "Links and trunks", show: Links },
  { id: "heard", label: "Last heard", title: "Last heard", show: Heard },
  { id: "events", label: "Events", title: "Events", show: Events },
  { id: "trouble", label: "Trouble", title: "Why does it not work?", show: Trouble, warns: troubles },
  { id: "health", label: "Health", title: "Health of the server", show: Health },
];

export function view_of(id: string): View {
  return views.find((view) => view.id === id) ?? views[0]!;
}
