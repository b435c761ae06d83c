// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../src/clock";
import {
  ago,
  bytes,
  call_length,
  clock_time,
  coordinates,
  count,
  date_time,
  duration,
  hours,
  megahertz,
  microseconds,
  percent,
  plain_callsign,
  short_time,
  web_address,
} from "../src/format";

const noon = Date.UTC(2026, 10, 23, 12, 0, 0);

test("durations run from seconds to days, and none is negative", () => {
  assert.equal(duration(0), "0:00");
  assert.equal(duration(34.9), "0:34");
  assert.equal(duration(3600 + 5 * 60 + 9), "1:05:09");
  assert.equal(duration(76 * 3600 + 120), "3 d 4:02 h");
  assert.equal(duration(-5), "0:00");
  assert.equal(duration(NaN), "–");
});

test("a call of more than ten minutes goes on counting", () => {
  assert.equal(duration(601), "10:01");
});

test("lengths of calls have a tenth while they are short", () => {
  assert.equal(call_length(0.62), "0.6 s");
  assert.equal(call_length(12.4), "12 s");
  assert.equal(call_length(200), "3:20");
});

test("air time is hours, minutes and seconds", () => {
  assert.equal(hours(8345), "2:19:05");
});

test("ages are seconds, minutes, then the time, then the date", () => {
  assert.equal(ago(noon - 37_000, noon, "utc"), "37 s ago");
  assert.equal(ago(noon - 12 * 60_000, noon, "utc"), "12 min ago");
  assert.equal(ago(noon - 2 * 3_600_000, noon, "utc"), "10:00:00");
  assert.equal(ago(noon - 20 * 3_600_000, noon, "utc"), "2026-11-22 16:00");
  assert.equal(ago(noon + 5000, noon, "utc"), "0 s ago"); // a clock that is a little off
});

test("times are UTC or local by choice", () => {
  assert.equal(clock_time(noon, "utc"), "12:00:00");
  assert.equal(date_time(noon, "utc"), "2026-11-23 12:00:00");
  const local = new Date(noon);
  assert.equal(clock_time(noon, "local").slice(0, 2), String(local.getHours()).padStart(2, "0"));
  assert.equal(short_time(noon, noon, "utc"), "12:00:00");
});

test("nonsense for a time does not break the page", () => {
  assert.equal(clock_time(NaN, "utc"), "–");
  assert.equal(clock_time(1e20, "local"), "–");
});

test("running seconds go by the server's clock, whatever the browser's says", () => {
  let browser = noon - 365 * 24 * 3_600_000;
  const clock = new Clock(() => browser);
  clock.set(noon - browser);
  assert.equal(clock.now(), noon);
  browser += 7000;
  assert.equal(duration((clock.now() - noon) / 1000), "0:07");
  clock.stop(clock.now());
  browser += 7000;
  assert.equal(clock.now(), noon + 7000);
  clock.go();
  assert.equal(clock.now(), noon + 14_000);
});

test("frequencies have four decimals, six if they must", () => {
  assert.equal(megahertz(438_987_500), "438.9875 MHz");
  assert.equal(megahertz(430_925_000), "430.9250 MHz");
  assert.equal(megahertz(433_612_512), "433.612512 MHz");
});

test("figures are short", () => {
  assert.equal(count(1630), "1\u202f630");
  assert.equal(count(12), "12");
  assert.equal(percent(0.25), "0.3 %");
  assert.equal(percent(12.4), "12 %");
  assert.equal(percent(null), "–");
  assert.equal(microseconds(850), "850 µs");
  assert.equal(microseconds(2400), "2.4 ms");
  assert.equal(bytes(38_400_000), "36.6 MiB");
});

test("coordinates have sides, and no more digits than are known", () => {
  assert.equal(coordinates(51.8, 10.6), "51.8° N, 10.6° E");
  assert.equal(coordinates(-33.8688, -151.2093), "33.8688° S, 151.2093° W");
});

test("callsigns lose prefix and suffix; what is none gets no link", () => {
  assert.equal(plain_callsign("KA0R"), "KA0R");
  assert.equal(plain_callsign("DL/KA0R-7"), "KA0R");
  assert.equal(plain_callsign("ka0r/p Dmitri"), "KA0R");
  assert.equal(plain_callsign("<script>"), null);
  assert.equal(plain_callsign("3120001"), null);
  assert.equal(plain_callsign(""), null);
});

test("only addresses of the web become links", () => {
  assert.equal(web_address("https://example.org/a"), "https://example.org/a");
  for (const bad of [
    "javascript:alert(1)",
    "data:text/html,x",
    " javascript:alert(1)",
    "//example.org",
    "nonsense",
    "",
    undefined,
  ]) {
    assert.equal(web_address(bad), null);
  }
});
