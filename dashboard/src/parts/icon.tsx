// SPDX-License-Identifier: GPL-3.0-or-later
// Small drawings. Each has its own shape, so that nobody has to tell colours apart; words stand beside them.

const paths = {
  rx: "M8 1.5v9M3.5 7 8 11.5 12.5 7M2.5 14.5h11", // comes in: arrow down to a line
  tx: "M8 14.5v-9M3.5 9 8 4.5 12.5 9M2.5 1.5h11", // goes out: arrow up
  hang: "M4 1.5h8M4 14.5h8M5 1.5v3l3 3.5 3-3.5v-3M5 14.5v-3l3-3.5 3 3.5v3", // hourglass
  data: "M2 3.5h12v9H2zM4.5 6.5h2M4.5 9.5h5M9 6.5h2.5",
  idle: "M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9",
  voice: "M8 1.5a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0v-4a2 2 0 0 1 2-2M3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5",
  good: "M2.5 8.5 6.5 12.5 13.5 4",
  warning: "M8 1.8 15 14H1zM8 6v4M8 11.6v.6",
  bad: "M3 3l10 10M13 3 3 13",
  open: "M5 2.5 11 8l-6 5.5",
  pause: "M5 2.5v11M11 2.5v11",
  play: "M4 2 13 8 4 14z",
  sound: "M2 6h3l4-3.5v11L5 10H2zM11.5 5.5a4 4 0 0 1 0 5M13.5 3.5a7 7 0 0 1 0 9",
  mute: "M2 6h3l4-3.5v11L5 10H2zM11.5 6l3.5 4M15 6l-3.5 4",
  settings:
    "M1.5 4h7M12.5 4h2M1.5 12h2M7.5 12h7M10.5 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4M5.5 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  close: "M3 3l10 10M13 3 3 13",
  translated: "M2 5h10l-3-3M14 11H4l3 3",
  outside: "M9 2h5v5M14 2 7.5 8.5M12 9.5V14H2V4h4.5",
  repeater: "M8 6v8.5M5 14.5h6M5 9a4 4 0 0 1 0-6M11 9a4 4 0 0 0 0-6M3 11A7 7 0 0 1 3 1M13 11a7 7 0 0 0 0-10",
  hotspot: "M4.5 1.5h7v13h-7zM7 12.5h2",
  network: "M6 10 10 6M7 4.5l2-2a3 3 0 0 1 4.5 4.5l-2 2M9 11.5l-2 2A3 3 0 0 1 2.5 9l2-2",
  unknown: "M5.5 5.5a2.5 2.5 0 1 1 3.5 2.3Q8 8.3 8 10M8 12.5v.500",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
