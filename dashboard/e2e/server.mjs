// SPDX-License-Identifier: GPL-3.0-or-later
// The page in Chromium against the real server, with simulated repeaters, a link and a trunk.
//   HBLINKD=... HBLINK_SIM=... node e2e/server.mjs [--shots=FOLDER]
// Exit status 0: all is well. When something fails, a picture of the page is in the working folder.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { axe, views } from "./browser.mjs";
import { log_in } from "./hotspot.mjs";
import { passphrase, pause, Stage } from "./stage.mjs";
import { full, live, perform, play, shows, view_shows as at, visit as to } from "./visits.mjs";

const shots = process.argv.find((a) => a.startsWith("--shots="))?.slice("--shots=".length);
const stage = await Stage.make();
const view_shows = (view, texts, options) => at(stage.url, view, texts, options);
const visit = (view, options) => to(stage.url, view, options);

const checks = {
  "now: who talks, in words": () => view_shows("now", ["RX", "TX", "HANG", "Kansas Statewide", "Core"]),
  "talkgroups: those that were used": () => view_shows("talkgroups", ["3120", "Kansas Statewide", "Worldwide"]),
  "repeaters: who is logged in": () => view_shows("repeaters", ["3120001", "3120012"]),
  "links: up, and the trunk beside it": () => view_shows("links", ["Core", "Neighbours", "up", "open"]),
  "last heard: with lengths": () => view_shows("heard", ["3120", "Neighbours", "KA0R", "Dmitri", "S0 hblink-sim", "Group voice"]),
  "events: operations": () => view_shows("events", ["3120001", "Core"]),
  "events: calls": () => view_shows("events", ["3120"], { more: { kind: "calls" } }),
  "trouble: who was refused, and why": () => view_shows("trouble", ["3125555", "1234567", "passphrase"]),
  "health: figures": () => view_shows("health", ["Up for", "Version", "Memory", "Processor"]),

  "the public view has no addresses, the full view has, and its cookie is for no script": async () => {
    const open_details = { more: { open: "r3120001" } };
    const everybody = await visit("repeaters", open_details);
    await shows(everybody.page, "3120001");
    assert(!(await everybody.page.locator("main").innerText()).includes("127."));
    await everybody.close();
    const operator = await visit("repeaters", { ...open_details, ...full });
    await shows(operator.page, "127.16."); // where the simulator's repeaters are
    assert(!operator.page.url().includes("token"));
    const cookies = await operator.page.context().cookies();
    assert.equal(cookies.length, 1);
    assert(cookies[0].httpOnly && cookies[0].sameSite === "Strict");
    await operator.close();
  },

  "filter and sort are in the address and survive a reload": async () => {
    const { page, close } = await visit("repeaters", { more: { q: "3120003", sort: "-since" } });
    await shows(page, "3120003");
    await page.reload();
    await live(page);
    await shows(page, "3120003");
    assert(!(await page.locator("main").innerText()).includes("3120001"));
    assert.equal(new URL(page.url()).searchParams.get("sort"), "-since");
    await close();
  },

  "a repeater that calls itself <script> is a text": async () => {
    const { page, wrong, close } = await visit("repeaters");
    await shows(page, "<script>alert(1)");
    assert.equal(await page.locator("main script").count(), 0);
    assert.deepEqual(wrong, []);
    await close();
  },

  "a browser clock that is wrong by a year does no harm": async () => {
    const { page, close } = await visit("now");
    await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 365 * 24 * 3600 * 1000;
    });
    await page.reload();
    await live(page);
    await page.waitForSelector(".call-time", { timeout: 15_000 });
    const seconds = (await page.locator(".call-time").first().innerText()).split(":").map(Number);
    assert(seconds.length === 2 && seconds[0] < 10, String(seconds));
    await close();
  },

  "a browser that never reads does not stop the others": async () => {
    const deaf = net.connect(stage.ports.http, "127.0.0.1");
    deaf.on("error", () => {});
    deaf.pause();
    deaf.write(
      `GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:${stage.ports.http}\r\nUpgrade: websocket\r\n` +
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    await pause(3000);
    await view_shows("now", ["3120"]);
    deaf.destroy();
  },

  "axe finds nothing in any view, in both themes": async () => {
    for (const theme of ["light", "dark"])
      for (const view of views) {
        const { page, wrong, close } = await visit(view, { theme });
        await page.waitForSelector("main h2 + *:not(.waiting)");
        assert.deepEqual(await axe(page), [], `${view}, ${theme}`);
        assert.deepEqual(wrong, [], `${view}, ${theme}`);
        await close();
      }
  },

  "a server that restarts: the page says so, comes back by itself, and last heard is there again": async () => {
    const { page, close } = await visit("heard");
    await shows(page, "Neighbours");
    await stage.end(stage.server);
    await page.waitForSelector(".lost", { timeout: 10_000 });
    await stage.start();
    await live(page);
    await shows(page, "Neighbours");
    await close();
  },
};

async function make_shots() {
  await mkdir(shots, { recursive: true });
  const pictures = {
    "now-desktop": ["now", { width: 1200, height: 800 }],
    "now-phone": ["now", { width: 390, height: 844, hasTouch: true, isMobile: true }],
    "now-dark": ["now", { width: 1200, height: 800, theme: "dark" }],
    repeaters: ["repeaters", { width: 1200, height: 800 }],
    trouble: ["trouble", { width: 1200, height: 800 }],
    health: ["health", { width: 1200, height: 800 }],
  };
  for (const [name, [view, options]] of Object.entries(pictures)) {
    const { page, close } = await visit(view, options);
    await pause(1500);
    await page.screenshot({ path: path.join(shots, `${name}.png`) });
    await close();
  }
}

await perform(stage, async () => {
  await stage.start();
  stage.master();
  stage.openbridge();
  stage.repeaters(
    ...["--repeaters", "12", "--talkgroup", "91,3120", "--calls", "2"],
    ...["--call-seconds", "5", "--seconds", "600"],
  );
  const honest = { callsign: "KA0R", location: "Nowhere", text: "test" };
  const stranger = await log_in(stage.ports.server, 3_125_555, "a wrong passphrase", honest);
  const refused = await log_in(stage.ports.server, 1_234_567, passphrase, honest);
  assert(!stranger.accepted && !refused.accepted);
  if (shots) {
    await pause(9000);
    await make_shots();
  }
  const hostile = { ...honest, callsign: "<script>", location: "<script>alert(1)", text: "<img src=x>" };
  const script = await log_in(stage.ports.server, 3_126_666, passphrase, hostile);
  assert(script.accepted);
  await pause(9000); // calls have begun and ended
  const failed = await play(checks);
  for (const one of [stranger, refused, script]) one.close();
  return failed;
});
