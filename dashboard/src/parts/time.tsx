// SPDX-License-Identifier: GPL-3.0-or-later
// Times in the page: running ones redraw themselves once a second and nothing else.
import { ago, clock_time, date_time, duration, short_time } from "../format";
import { use_page, use_seconds } from "../page";

/** Running seconds since then, by the server's clock. */
export function Running({ since_ms }: { since_ms: number }) {
  const now = use_seconds();
  return (
    <span class="running" role="timer" aria-live="off">
      {duration((now - since_ms) / 1000)}
    </span>
  );
}

/** What is left until then. */
export function Remaining({ until_ms }: { until_ms: number }) {
  const now = use_seconds();
  return <span class="running">{duration(Math.ceil((until_ms - now) / 1000))}</span>;
}

export function Ago({ ms }: { ms: number }) {
  const { settings } = use_page();
  const now = use_seconds();
  return (
    <time dateTime={iso(ms)} title={date_time(ms, settings.times)}>
      {ago(ms, now, settings.times)}
    </time>
  );
}

export function At({ ms }: { ms: number }) {
  const { settings, clock } = use_page();
  return (
    <time dateTime={iso(ms)} title={date_time(ms, settings.times)}>
      {short_time(ms, clock.now(), settings.times)}
    </time>
  );
}

/** The server's time, running. */
export function ServerTime() {
  const { settings } = use_page();
  const now = use_seconds();
  return (
    <time dateTime={iso(now)} title="Time of the server">
      {clock_time(now, settings.times)}
      {settings.times === "utc" ? " UTC" : ""}
    </time>
  );
}

function iso(ms: number): string {
  const t = new Date(ms);
  return Number.isNaN(t.getTime()) ? "" : t.toISOString();
}
