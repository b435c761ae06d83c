// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a slot, in a word, a shape and a colour.
import { Icon } from "./icon";
import type { IconName } from "./icon";

export type SlotState = "rx" | "tx" | "hang" | "data" | "idle";

const meaning: { readonly [S in SlotState]: { readonly word: string; readonly title: string } } = {
  rx: { word: "RX", title: "A call comes in from there" },
  tx: { word: "TX", title: "A call is sent to there" },
  hang: { word: "HANG", title: "The call has ended; the slot is kept for answers" },
  data: { word: "DATA", title: "A data call" },
  idle: { word: "IDLE", title: "No call" },
};

export function Badge({ state }: { state: SlotState }) {
  return (
    <span class={`badge ${state}`} title={meaning[state].title}>
      <Icon name={state} />
      {meaning[state].word}
    </span>
  );
}

export type Mark = "good" | "warning" | "bad" | "idle";

/** Any other state in words: up, waiting, open ... */
export function StateMark({ mark, children }: { mark: Mark; children: string }) {
  const icon: IconName = mark === "idle" ? "idle" : mark;
  return (
    <span class={`mark ${mark}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
