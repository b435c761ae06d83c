// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, parameter, token_in, view_address } from "../src/address";
import { filter_rows, parse_query, parse_sort, sort_rows, sort_text } from "../src/lists";
import {
  calls_of,
  carriers_of,
  figures_of,
  is_in_force,
  slot_view,
  split_slot_key,
  talkgroups_of,
} from "../src/network";
import { default_settings, parse_settings } from "../src/settings";
import { empty_state } from "../src/state";
import { call_reasons, explain, in_words } from "../src/words";
import { demo_messages, reduce_at } from "./world";

const time = 1_800_000_000_000;
const rows = [
  { name: "DB0ABC", n: 3 },
  { name: "K0USY", n: null },
  { name: "DB0XYZ", n: 20 },
  { name: "", n: 3 },
];
const names = (found: readonly { name: string }[]) => found.map((row) => row.name);
const filtered = (query: string) => names(filter_rows(rows, parse_query(query), (row) => row.name));

test("every word of a filter must occur, in any case and order", () => {
  assert.deepEqual(filtered("db0"), ["DB0ABC", "DB0XYZ"]);
  assert.deepEqual(filtered("xyz DB"), ["DB0XYZ"]);
  assert.deepEqual(filtered("db0 k0"), []);
});

test("a word with a minus must not occur", () => {
  assert.deepEqual(filtered("db0 -abc"), ["DB0XYZ"]);
  assert.deepEqual(filtered("-"), names(rows));
});

test("an empty filter leaves the list as it is", () => {
  assert.equal(
    filter_rows(rows, parse_query("  "), (row) => row.name),
    rows,
  );
});

test("numbers sort as numbers, texts without regard to case, what is missing comes last both ways", () => {
  assert.deepEqual(names(sort_rows(rows, (row) => row.n, false)), ["DB0ABC", "", "DB0XYZ", "K0USY"]);
  assert.deepEqual(names(sort_rows(rows, (row) => row.n, true)), ["DB0XYZ", "DB0ABC", "", "K0USY"]);
  assert.deepEqual(
    names(sort_rows([{ name: "b" }, { name: "A" }, { name: "C" }], (row) => row.name, false)),
    ["A", "b", "C"],
  );
});

test("a sort is written with a minus for descending, and read again", () => {
  assert.deepEqual(parse_sort("-since"), { column: "since", descending: true });
  assert.equal(sort_text({ column: "since", descending: true }), "-since");
  assert.equal(parse_sort(""), null);
});

test("10,000 rows are sorted while nobody notices", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ name: `CALL${(i * 7919) % 10_000}` }));
  const begun = performance.now();
  const sorted = sort_rows(many, (row) => row.name, false);
  assert.equal(sorted.length, 10_000);
  assert(performance.now() - begun < 1000);
});

test("the address bar keeps what it does not know, and drops what is empty", () => {
  assert.equal(changed("?view=heard&q=a", { q: "", sort: "-at" }), "?view=heard&sort=-at");
  assert.equal(changed("", { q: null }), "");
  assert.equal(parameter("?q=a+b", "q"), "a b");
});

test("another view takes the demo along and leaves filters behind", () => {
  assert.equal(view_address("?demo&view=now&q=x", "heard"), "?demo&view=heard");
  assert.equal(view_address("?view=now&q=x", "repeaters", { open: "r1,r2" }), "?view=repeaters&open=r1,r2");
});

test("a token is found behind the # only, and decoded", () => {
  assert.equal(token_in("#token=a%2Bb"), "a+b");
  assert.equal(token_in("#token=100%"), "100%");
  assert.equal(token_in("#token="), null);
  assert.equal(token_in("#other"), null);
});

test("settings of another version, or rubbish, are no harm", () => {
  assert.deepEqual(parse_settings(null), default_settings);
  assert.deepEqual(parse_settings("{"), default_settings);
  assert.deepEqual(parse_settings("7"), default_settings);
  assert.deepEqual(parse_settings('{"theme":"pink","times":"utc","sound":"yes","collapsed":[1,"a"]}'), {
    ...default_settings,
    times: "utc",
    collapsed: ["a"],
  });
});

const { tables } = reduce_at(empty_state, demo_messages(time), time).state;

test("who carries a call is read from the slots", () => {
  assert.deepEqual(
    carriers_of(tables.slots)
      .get("1041")!
      .map((c) => c.connection)
      .sort(),
    ["l1", "r262402"],
  );
  assert.deepEqual(split_slot_key("l3/2"), ["l3", 2]);
});

test("answers are kept for as long as their table is the same", () => {
  assert.equal(calls_of(tables.calls), calls_of(tables.calls));
  assert.notEqual(calls_of(tables.calls), calls_of(new Map(tables.calls)));
});

test("a slot shows the call as the repeater's users see it", () => {
  assert.equal(slot_view(tables, "r262402", 2).destination, 9); // received, before its translation
  assert.equal(slot_view(tables, "r262401", 2).destination, 2624);
  assert.equal(slot_view(tables, "r2624117", 1).state, "idle");
  assert.equal(slot_view(tables, "r2350042", 2).until_ms, time + 6000);
});

test("a talkgroup knows its calls, its name and who was heard last", () => {
  const world_wide = talkgroups_of(tables.calls, tables.heard, tables.names).find((t) => t.key === "1/91")!;
  assert.equal(world_wide.name, "World-wide");
  assert.equal(world_wide.calls.length, 1);
  assert.equal(world_wide.heard[0]!.source, 3120001);
});

test("private calls are no talkgroups", () => {
  assert.equal(
    talkgroups_of(tables.calls, tables.heard, new Map()).some((t) => t.heard.some((h) => h.kind !== "group")),
    false,
  );
});

test("talkgroups are in force by number, by range, or all of them", () => {
  const talkgroups = { slot1: "*" as const, slot2: ["8", "100-199"] };
  assert.equal(is_in_force(talkgroups, 1, 4711), true);
  assert.equal(is_in_force(talkgroups, 2, 150), true);
  assert.equal(is_in_force(talkgroups, 2, 200), false);
});

test("connections are repeaters and links that are up; streams are those received and sent", () => {
  assert.deepEqual(figures_of(tables), { connections: 7, calls: 3 + 3 + 2 + 1 });
});

test("every reason has words, and one that is unknown still reads as words", () => {
  for (const { title, text } of call_reasons()) assert(title !== "" && text !== "");
  assert.equal(explain("login", "wrong_passphrase").title, "Wrong passphrase");
  assert.equal(explain("call", "__proto__").text, "");
  assert.equal(explain("call", "brand_new").title, "Brand new");
  assert.equal(in_words("keep_alive_missed"), "Keep alive missed");
});
