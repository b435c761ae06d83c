// SPDX-License-Identifier: GPL-3.0-or-later
// Tells screen readers, politely and not too often, who began to talk. Can be switched off.
import { useEffect, useRef, useState } from "preact/hooks";
import { use_page } from "../page";
import type { CallRow } from "../protocol";
import type { State } from "../state";

const pause_ms = 5000;

export function Announcer() {
  const { state, settings } = use_page();
  const [text, set_text] = useState("");
  const told = useRef<ReadonlySet<string>>(new Set());
  const last_ms = useRef(0);
  useEffect(() => {
    const before = told.current;
    const now = performance.now();
    if (!settings.announce || state.phase !== "complete") {
      told.current = new Set(state.tables.calls.keys());
      return;
    }
    if (now - last_ms.current < pause_ms) return; // they are told together, later
    const fresh = [...state.tables.calls]
      .filter(([key, call]) => !before.has(key) && !call.data)
      .map(([, call]) => call);
    told.current = new Set(state.tables.calls.keys());
    if (fresh.length === 0) return;
    last_ms.current = now;
    set_text(announcement(state, fresh));
  }, [state.tables.calls, state.phase, settings.announce]);
  return (
    <div class="only-read" role="status" aria-live="polite" aria-label="Calls">
      {settings.announce ? text : ""}
    </div>
  );
}

export function announcement(state: State, calls: readonly CallRow[]): string {
  if (calls.length > 3) return `${calls.length} calls began.`;
  return calls
    .map((call) => {
      const name = state.tables.names.get(`${call.network_slot}/${call.network_destination}`);
      const to =
        call.kind === "group"
          ? `talkgroup ${call.network_destination}${name ? `, ${name}` : ""}`
          : `a private call to ${call.network_destination}`;
      return `${call.source_name || call.alias || call.source} on ${to}.`;
    })
    .join(" ");
}
