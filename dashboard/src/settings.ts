// SPDX-License-Identifier: GPL-3.0-or-later
// What a browser remembers for its user. Everything else is in the address bar.
import type { TimeZoneChoice } from "./format";

export type Theme = "auto" | "light" | "dark";

export interface Settings {
  readonly theme: Theme;
  readonly times: TimeZoneChoice;
  readonly sound: boolean;
  readonly announce: boolean; // calls, to screen readers
  readonly collapsed: readonly string[]; // sections
}

export const default_settings: Settings = {
  theme: "auto",
  times: "local",
  sound: false,
  announce: true,
  collapsed: [],
};

const place = "hblinkd.page";

/** What was stored may be of another version, or someone's experiment. */
export function parse_settings(text: string | null): Settings {
  let stored: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    if (parsed && typeof parsed === "object") stored = parsed as Record<string, unknown>;
  } catch {
    return default_settings;
  }
  const { theme, times, sound, announce, collapsed } = stored;
  return {
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    times: times === "utc" ? "utc" : "local",
    sound: sound === true,
    announce: announce !== false,
    collapsed: Array.isArray(collapsed)
      ? collapsed.filter((id): id is string => typeof id === "string").slice(0, 50)
      : [],
  };
}

export function load_settings(): Settings {
  try {
    return parse_settings(localStorage.getItem(place));
  } catch {
    return default_settings; // storage is forbidden
  }
}

export function save_settings(settings: Settings): void {
  try {
    localStorage.setItem(place, JSON.stringify(settings));
  } catch {
    // Storage is forbidden or full: then they last as long as the page.
  }
}
