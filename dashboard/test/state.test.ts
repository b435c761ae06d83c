// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../src/protocol";
import { empty_state } from "../src/state";
import type { State } from "../src/state";
import { begin, demo_messages, diff, reduce_at, some_repeater } from "./world";

const time = 1_800_000_000_000;

function after(...messages: Message[]): State {
  const { state, gap } = reduce_at(empty_state, messages, time);
  assert.equal(gap, false);
  return state;
}

test("a state is filled by begin and rows, and complete when it says so", () => {
  const filling = after(begin(7, time, "full"), {
    type: "rows",
    set: { repeaters: { r1: some_repeater(1) } },
  });
  assert.equal(filling.phase, "filling");
  assert.equal(filling.view, "full");
  assert.equal(filling.tables.repeaters.get("r1")?.id, 1);
  assert.equal(reduce_at(filling, [{ type: "complete" }], time).state.phase, "complete");
});

test("a difference sets, replaces and deletes rows", () => {
  const before = after(
    begin(1, time),
    { type: "rows", set: { repeaters: { r1: some_repeater(1), r2: some_repeater(2) } } },
    { type: "complete" },
  );
  const { state } = reduce_at(
    before,
    [diff(2, time, { repeaters: { r1: some_repeater(1, { missed_pings: 3 }) } }, { repeaters: ["r2"] })],
    time,
  );
  assert.equal(state.tables.repeaters.get("r1")?.missed_pings, 3);
  assert.equal(state.tables.repeaters.has("r2"), false);
});

test("a row is replaced as a whole: what it does not say any more is gone", () => {
  const before = after(begin(1, time), {
    type: "rows",
    set: { repeaters: { r1: some_repeater(1, { url: "https://example.org/" }) } },
  });
  const { state } = reduce_at(before, [diff(2, time, { repeaters: { r1: some_repeater(1) } })], time);
  assert.equal(state.tables.repeaters.get("r1")?.url, undefined);
});

test("a row that is deleted and set in one difference is there", () => {
  const before = after(begin(1, time), { type: "rows", set: { calls: {} } });
  const { state } = reduce_at(
    before,
    [diff(2, time, { names: { "1/91": "new" } }, { names: ["1/91"] })],
    time,
  );
  assert.equal(state.tables.names.get("1/91"), "new");
});

test("differences may come before the first state is complete", () => {
  const state = after(
    begin(4, time),
    diff(5, time, { names: { "1/91": "a" } }),
    { type: "rows", set: { names: { "2/8": "b" } } },
    diff(6, time, undefined, { names: ["1/91"] }),
    { type: "complete" },
  );
  assert.equal(state.phase, "complete");
  assert.deepEqual([...state.tables.names.keys()], ["2/8"]);
});

test("a missing difference is a gap, and nothing after it is taken", () => {
  const before = after(begin(1, time), { type: "complete" });
  const { state, gap } = reduce_at(before, [diff(2, time), diff(4, time, { names: { "1/91": "x" } })], time);
  assert.equal(gap, true);
  assert.equal(state.n, 2);
  assert.equal(state.tables.names.size, 0);
});

test("a difference that comes twice, or before any begin, is a gap", () => {
  const before = after(begin(1, time), { type: "complete" }, diff(2, time));
  assert.equal(reduce_at(before, [diff(2, time)], time).gap, true);
  assert.equal(reduce_at(empty_state, [diff(1, time)], time).gap, true);
});

test("a new begin forgets everything", () => {
  const before = after(...demo_messages(time));
  assert(before.tables.repeaters.size > 0);
  const { state } = reduce_at(before, [begin(900, time)], time);
  assert.equal(state.tables.repeaters.size, 0);
  assert.equal(state.phase, "filling");
  assert.equal(reduce_at(state, [diff(901, time)], time).gap, false);
});

test("the state before is left as it was, and tables that did not change are the same objects", () => {
  const before = after(...demo_messages(time));
  const size = before.tables.names.size;
  const { state } = reduce_at(before, [diff(2, time, { names: { "2/9999": "new" } })], time);
  assert.equal(before.tables.names.size, size);
  assert.equal(state.tables.names.size, size + 1);
  assert.equal(state.tables.repeaters, before.tables.repeaters);
});

test("messages and sections of a newer server are passed over", () => {
  const newer = [
    { type: "weather", fine: true },
    { type: "rows", set: { map: { a: 1 }, names: { "1/1": "x" } } },
  ] as unknown as Message[];
  const state = after(begin(1, time), ...newer);
  assert.equal(state.tables.names.get("1/1"), "x");
});

test("a key with the name of something every object has is a key like others", () => {
  const rows = JSON.parse('{"type":"rows","set":{"names":{"__proto__":"a","constructor":"b"}}}') as Message;
  const state = after(begin(1, time), rows);
  assert.equal(state.tables.names.get("__proto__"), "a");
  assert.equal(state.tables.names.size, 2);
});

test("the server's clock counts when the browser's is wrong by a year", () => {
  const year = 365 * 24 * 3600 * 1000;
  const { state } = reduce_at(empty_state, [begin(1, time)], time - year);
  assert.equal(state.clock_offset_ms, year);
});

test("a message that was long under way does not turn the clock back at once", () => {
  const before = after(begin(1, time), { type: "complete" });
  const late = reduce_at(before, [diff(2, time + 1000)], time + 1400).state; // 400 ms on the way
  assert(late.clock_offset_ms > -20 && late.clock_offset_ms <= 0);
});

test("a clock that was set is followed at once", () => {
  const before = after(begin(1, time), { type: "complete" });
  assert.equal(reduce_at(before, [diff(2, time)], time + 3_600_000).state.clock_offset_ms, -3_600_000);
  assert.equal(reduce_at(before, [diff(2, time + 5000)], time).state.clock_offset_ms, 5000);
});

test("10,000 repeaters come in 100 messages, and one that changes costs little", () => {
  const messages: Message[] = [begin(1, time)];
  for (let part = 0; part < 100; ++part) {
    const repeaters = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`r${part * 100 + i}`, some_repeater(part * 100 + i)]),
    );
    messages.push({ type: "rows", set: { repeaters } });
  }
  let state = after(...messages, { type: "complete" });
  assert.equal(state.tables.repeaters.size, 10_000);
  const begun = performance.now();
  for (let i = 0; i < 50; ++i) {
    state = reduce_at(
      state,
      [diff(2 + i, time + i, { repeaters: { r77: some_repeater(77, { missed_pings: i }) } })],
      time,
    ).state;
  }
  assert.equal(state.tables.repeaters.get("r77")?.missed_pings, 49);
  // A wide margin: it takes about a millisecond each. It fails if somebody copies rows as well.
  assert(performance.now() - begun < 2500);
});
