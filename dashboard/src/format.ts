// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times as text. Times come from the server's clock; none of these looks at the browser's.

export type TimeZoneChoice = "local" | "utc";

const two = (n: number): string => String(n).padStart(2, "0");

/** 0:34, 12:03, 1:05:09, 3 d 4:05 h */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const all = Math.max(0, Math.floor(seconds));
  const s = all % 60;
  const m = Math.floor(all / 60) % 60;
  const h = Math.floor(all / 3600);
  if (h >= 48) return `${Math.floor(h / 24)} d ${h % 24}:${two(m)} h`;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Air time: 0:12:44 */
export function hours(seconds: number): string {
  const all = Math.max(0, Math.floor(seconds));
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}

/** Length of a call, short ones with a tenth: 0.8 s, 12 s, 3:20 */
export function call_length(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : duration(seconds);
}

interface Parts {
  readonly date: string;
  readonly clock: string;
}

function parts(ms: number, zone: TimeZoneChoice): Parts {
  const t = new Date(ms);
  if (Number.isNaN(t.getTime())) return { date: "–", clock: "–" };
  return zone === "utc"
    ? {
        date: `${t.getUTCFullYear()}-${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())}`,
        clock: `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`,
      }
    : {
        date: `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`,
        clock: `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`,
      };
}

/** 14:03:11 */
export function clock_time(ms: number, zone: TimeZoneChoice): string {
  return parts(ms, zone).clock;
}

/** 2026-11-23 14:03:11 */
export function date_time(ms: number, zone: TimeZoneChoice): string {
  const { date, clock } = parts(ms, zone);
  return `${date} ${clock}`;
}

/** The time of day; on another day than that of `now`, the date with it. */
export function short_time(ms: number, now_ms: number, zone: TimeZoneChoice): string {
  const then = parts(ms, zone);
  return then.date === parts(now_ms, zone).date ? then.clock : `${then.date} ${then.clock.slice(0, 5)}`;
}

/** 37 s ago, 12 min ago; from one hour on the time, on another day the date with it. */
export function ago(ms: number, now_ms: number, zone: TimeZoneChoice): string {
  const s = Math.max(0, Math.floor((now_ms - ms) / 1000));
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  return short_time(ms, now_ms, zone);
}

/** 438.9875 MHz: four decimals, more where they are needed */
export function megahertz(hz: number): string {
  const fine = (hz / 1e6).toFixed(6);
  return `${fine.replace(/0{1,2}$/, "")} MHz`;
}

/** 1234567 -> 1 234 567, with narrow no-break spaces */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

export function percent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return "–";
  return `${value.toFixed(value >= 10 ? 0 : digits)} %`;
}

export function milliseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** 850 µs, 2.4 ms, 1.2 s */
export function microseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value < 1000) return `${Math.round(value)} µs`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} ms`;
  return `${(value / 1_000_000).toFixed(1)} s`;
}

export function bytes(value: number): string {
  if (value < 1024 * 1024) return `${Math.round(value / 1024)} KiB`;
  if (value < 1024 * 1024 * 1024) return `${(value / 1024 / 1024).toFixed(1)} MiB`;
  return `${(value / 1024 / 1024 / 1024).toFixed(2)} GiB`;
}

export function coordinates(latitude: number, longitude: number): string {
  const side = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(Number.isInteger(value * 10) ? 1 : 4)}° ${value < 0 ? negative : positive}`;
  return `${side(latitude, "N", "S")}, ${side(longitude, "E", "W")}`;
}

/** The callsign for qrz.com: country prefix and suffix cut off (DL/KA0R-7 -> KA0R). Null: it is none. */
export function plain_callsign(text: string): string | null {
  const word = text.trim().split(/\s+/)[0] ?? "";
  const candidates = word
    .toUpperCase()
    .split(/[/\-.]/)
    .filter((part) => /^[A-Z0-9]{3,8}$/.test(part));
  const callsign = candidates.find((part) => /^[A-Z0-9]{1,3}[0-9][A-Z]{1,4}$/.test(part));
  return callsign ?? null;
}

/** Only addresses of the web: anything else a repeater sends (javascript:, data:) is no link. */
export function web_address(text: string | undefined): string | null {
  if (!text) return null;
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
