// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement } from "../src/parts/announcer";
import { quality_text } from "../src/parts/quality";
import { empty_state } from "../src/state";
import { troubles } from "../src/views/trouble";
import { view_of, views } from "../src/views/views";
import { demo_messages, reduce_at } from "./world";

const time = 1_800_000_000_000;
const { state } = reduce_at(empty_state, demo_messages(time), time);

test("a screen reader is told who talks where, and many at once in one sentence", () => {
  const calls = [...state.tables.calls.values()];
  assert.equal(announcement(state, calls.slice(0, 1)), "KA0R Dmitri on talkgroup 91, World-wide.");
  assert.equal(announcement(state, [...calls, ...calls]), "6 calls began.");
  assert.equal(
    announcement(state, [{ ...calls[0]!, kind: "unit", source_name: "", network_destination: 2624001 }]),
    "3120001 on a private call to 2624001.",
  );
});

test("quality leaves out what nobody measured", () => {
  const quality = { packets: 9, loss_percent: 0, jitter_ms: 2, ber_percent: null, rssi_dbm: null };
  assert.equal(quality_text(quality), "loss 0.0 % · jitter 2.0 ms");
  assert.equal(quality_text({ ...quality, loss_percent: null, jitter_ms: null }), "");
  assert.equal(quality_text(undefined), "");
});

test("the navigation counts what needs somebody: sockets, links, trunks", () => {
  assert.equal(troubles(state.tables), 3);
  assert.equal(troubles(empty_state.tables), 0);
});

test("an address with an unknown view shows the first one", () => {
  assert.equal(view_of("nonsense"), views[0]);
  assert.equal(view_of("health").id, "health");
});
