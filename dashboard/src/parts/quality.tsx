// SPDX-License-Identifier: GPL-3.0-or-later
// How well something is received, in figures and as a small graph of the last calls.
import { milliseconds, percent } from "../format";
import type { Quality } from "../protocol";

/** Loss worth a second look, and loss that is heard. */
export function loss_class(loss: number | null | undefined): string {
  if (loss === null || loss === undefined) return "";
  return loss >= 5 ? "poor" : loss >= 1 ? "fair" : "fine";
}

const words: { readonly [c: string]: string } = { poor: "poor", fair: "fair", fine: "good" };

export function Loss({ value }: { value: number | null | undefined }) {
  if (value === null || value === undefined) return <span class="faint">–</span>;
  const how = loss_class(value);
  return (
    <span class={`loss ${how}`}>
      {percent(value)} <small>{words[how]}</small>
    </span>
  );
}

export function quality_text(quality: Quality | undefined): string {
  if (!quality) return "";
  const parts: string[] = [];
  if (quality.loss_percent !== null) parts.push(`loss ${percent(quality.loss_percent)}`);
  if (quality.jitter_ms !== null) parts.push(`jitter ${milliseconds(quality.jitter_ms)}`);
  if (quality.ber_percent !== null) parts.push(`BER ${percent(quality.ber_percent)}`);
  if (quality.rssi_dbm !== null) parts.push(`RSSI ${quality.rssi_dbm.toFixed(0)} dBm`);
  return parts.join(" · ");
}

/** Loss of the last calls, oldest first; a dash where a call was too short to tell. Full height is 10 %. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  if (values.length === 0) return null;
  const text = `Loss of the last ${values.length} calls: ${values.map((v) => percent(v)).join(", ")}`;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${16 * 6} 24`}
      width={16 * 6}
      height="24"
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {values.map((value, i) => {
        const height = value === null ? 1 : Math.max(2, Math.min(1, value / 10) * 22);
        return (
          <rect
            key={i}
            class={loss_class(value) || "none"}
            x={i * 6}
            y={23 - height}
            width="4"
            height={height}
            rx="1"
          />
        );
      })}
    </svg>
  );
}
