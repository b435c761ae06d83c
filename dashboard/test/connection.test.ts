// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/connection";
import { Store } from "../src/store";
import type { Tone } from "../src/sound";
import { begin, diff, some_repeater, World } from "./world";

const day = 24 * 3600 * 1000;

function connected(): { world: World; connection: Connection; texts: string[] } {
  const world = new World();
  const texts: string[] = [];
  const connection = new Connection(
    world,
    (text) => texts.push(text),
    () => {},
  );
  connection.start();
  world.socket.onopen?.();
  return { world, connection, texts };
}

test("it says that it connects, and that it is connected", () => {
  const world = new World();
  const phases: string[] = [];
  const connection = new Connection(
    world,
    () => {},
    (status) => phases.push(status.phase),
  );
  connection.start();
  world.socket.onopen?.();
  assert.deepEqual(phases, ["connecting", "connected"]);
});

test("a server that restarts is connected to again within two seconds", () => {
  const { world, connection } = connected();
  world.pass(60_000 - 1);
  world.socket.onclose?.({ code: 1001 });
  assert.equal(connection.status.phase === "lost" && connection.status.why, "stopping");
  world.pass(2000);
  assert.equal(world.sockets.length >= 2, true);
});

test("a server that stays away is asked less and less often, at least every 30 s", () => {
  const { world } = connected();
  const waits: number[] = [];
  for (let i = 0; i < 10; ++i) {
    const tries = world.sockets.length;
    world.socket.onclose?.({ code: 1006 });
    let waited = 0;
    while (world.sockets.length === tries) {
      world.pass(100);
      waited += 100;
    }
    waits.push(waited);
  }
  assert(waits[0]! <= 1000, `${waits}`);
  assert(waits[5]! > waits[0]! * 10, `${waits}`);
  assert(Math.max(...waits) <= 30_000, `${waits}`);
});

test("browsers that were thrown out together do not come back together", () => {
  const waits = [0, 0.5, 1].map((chance) => {
    const { world, connection } = connected();
    world.chance = chance;
    world.socket.onclose?.({ code: 1001 });
    return connection.status.phase === "lost" ? connection.status.retry_ms - world.now() : 0;
  });
  assert.equal(new Set(waits).size, 3);
});

test("a full server is left alone for 10 s at least, whatever the user does", () => {
  const { world, connection } = connected();
  world.socket.onclose?.({ code: 1013 });
  world.pass(9900);
  connection.wake();
  assert.equal(world.sockets.length, 1);
  world.pass(6000);
  assert.equal(world.sockets.length, 2);
});

test("a view that changed is told and nothing is tried again", () => {
  const { world, connection } = connected();
  world.socket.onclose?.({ code: 4401 });
  world.pass(day);
  assert.equal(connection.status.phase, "view_changed");
  assert.equal(world.sockets.length, 1);
});

test("nothing for 15 s is a lost connection; a message postpones it", () => {
  const { world, connection } = connected();
  world.pass(14_000);
  world.socket.send({ type: "complete" });
  world.pass(14_900);
  assert.equal(connection.status.phase, "connected");
  world.pass(200);
  assert.equal(connection.status.phase === "lost" && connection.status.why, "silent");
  assert.equal(world.sockets[0]!.closed_by_page, true);
});

test("a connection that does not come about is given up after 15 s", () => {
  const world = new World();
  const connection = new Connection(
    world,
    () => {},
    () => {},
  );
  connection.start();
  world.pass(15_000);
  assert.equal(connection.status.phase === "lost" && connection.status.why, "unreachable");
});

test("after a day of sleep it connects at once, without waiting for a timer", () => {
  const { world, connection } = connected();
  world.sleep(day);
  connection.wake();
  assert.equal(world.sockets.length, 2);
  assert.equal(world.sockets[0]!.closed_by_page, true);
  assert.equal(connection.status.phase, "connecting");
});

test("waking a connection that lives changes nothing", () => {
  const { world, connection } = connected();
  world.pass(5000);
  connection.wake();
  assert.equal(world.sockets.length, 1);
});

test("waking while it waits for its next attempt is that attempt", () => {
  const { world, connection } = connected();
  world.socket.onclose?.({ code: 1006 });
  connection.wake();
  assert.equal(world.sockets.length, 2);
  world.socket.onopen?.();
  for (let i = 0; i < 5; ++i) {
    world.socket.send({ type: "complete" });
    world.pass(10_000);
  }
  assert.equal(world.sockets.length, 2); // the timer of before is gone
});

test("what an old socket still says is not heard", () => {
  const { world, connection, texts } = connected();
  const old = world.socket;
  connection.start_over();
  old.send({ type: "complete" });
  old.onclose?.({ code: 1006 });
  assert.equal(texts.length, 0);
});

test("a socket that cannot even be made is an unreachable server", () => {
  const world = new World();
  world.open = () => {
    throw new Error("forbidden");
  };
  const connection = new Connection(
    world,
    () => {},
    () => {},
  );
  connection.start();
  assert.equal(connection.status.phase === "lost" && connection.status.why, "unreachable");
});

function store_in(world: World): { store: Store; drawn: () => number; reloads: () => number; tones: Tone[] } {
  let drawn = 0;
  let reloads = 0;
  const tones: Tone[] = [];
  const store = new Store(world, {
    changed: () => (drawn += 1),
    heard: (some) => tones.push(...some),
    view_changed: () => (reloads += 1),
  });
  store.start();
  world.socket.onopen?.();
  return { store, drawn: () => drawn, reloads: () => reloads, tones };
}

test("a gap closes the connection, and the new one's state replaces all", () => {
  const world = new World();
  const { store } = store_in(world);
  world.socket.send(
    begin(1, world.now()),
    { type: "rows", set: { repeaters: { r1: some_repeater(1) } } },
    { type: "complete" },
  );
  world.pass(200);
  world.socket.send(diff(3, world.now()));
  world.pass(200);
  assert.equal(world.sockets[0]!.closed_by_page, true);
  assert.equal(store.state.tables.repeaters.size, 1); // what was known stays to be seen
  world.pass(2000);
  world.socket.onopen?.();
  world.socket.send(
    begin(50, world.now()),
    { type: "rows", set: { repeaters: { r2: some_repeater(2) } } },
    { type: "complete" },
  );
  world.pass(200);
  assert.deepEqual([...store.state.tables.repeaters.keys()], ["r2"]);
  assert.equal(store.state.phase, "complete");
});

test("100 calls at once are one drawing", () => {
  const world = new World();
  const { drawn } = store_in(world);
  world.socket.send(begin(1, world.now()), { type: "complete" });
  world.pass(200);
  const before = drawn();
  for (let i = 0; i < 100; ++i) world.socket.send(diff(2 + i, world.now(), { names: { [`1/${i}`]: "x" } }));
  world.pass(200);
  assert.equal(drawn() - before, 1);
});

test("seconds stand still while the connection is lost", () => {
  const world = new World();
  const { store } = store_in(world);
  world.socket.send(begin(1, world.now() + 5000), { type: "complete" });
  world.pass(200);
  world.socket.onclose?.({ code: 1006 });
  const stopped = store.clock.now();
  world.pass(400);
  assert.equal(store.clock.now(), stopped);
  world.pass(2000);
  world.socket.onopen?.();
  world.socket.send(begin(1, world.now() + 5000), { type: "complete" });
  world.pass(200);
  assert.equal(store.clock.now(), world.now() + 5000);
});

test("a token that is taken back loads the page anew", () => {
  const world = new World();
  const { reloads } = store_in(world);
  world.socket.onclose?.({ code: 4401 });
  assert.equal(reloads(), 1);
});

test("nonsense from the server is no state, and the connection is made anew", () => {
  const world = new World();
  store_in(world);
  world.socket.onmessage?.({ data: "{nonsense" });
  assert.equal(world.sockets[0]!.closed_by_page, true);
});

test("tones: a repeater comes, misses a ping, is back, goes; the first state is silent", () => {
  const world = new World();
  const { tones } = store_in(world);
  const tell = (...messages: Parameters<typeof world.socket.send>) => {
    tones.length = 0;
    world.socket.send(...messages);
    world.pass(200);
    return [...tones];
  };
  assert.deepEqual(
    tell(
      begin(1, world.now()),
      { type: "rows", set: { repeaters: { r1: some_repeater(1) } } },
      { type: "complete" },
    ),
    [],
  );
  assert.deepEqual(tell(diff(2, world.now(), { repeaters: { r2: some_repeater(2) } })), ["came"]);
  assert.deepEqual(tell(diff(3, world.now(), { repeaters: { r1: some_repeater(1, { missed_pings: 1 }) } })), [
    "trouble",
  ]);
  assert.deepEqual(
    tell(diff(4, world.now(), { repeaters: { r1: some_repeater(1, { missed_pings: 2 }) } })),
    [],
  );
  assert.deepEqual(tell(diff(5, world.now(), { repeaters: { r1: some_repeater(1) } })), ["came"]);
  assert.deepEqual(tell(diff(6, world.now(), undefined, { repeaters: ["r2"] })), ["went"]);
});
