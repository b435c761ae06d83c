// SPDX-License-Identifier: GPL-3.0-or-later
// The page with ten thousand repeaters and a hundred calls at once, behind another web server, and with one
// browser more than are served.
//   HBLINKD=... HBLINK_SIM=... node e2e/crowd.mjs
import assert from "node:assert/strict";
import { open, with_view } from "./browser.mjs";
import { start_proxy } from "./proxy.mjs";
import { Stage } from "./stage.mjs";
import { browser, full, perform, play, shows, view_shows, visit } from "./visits.mjs";

const repeaters = 10_000;
const browsers = 2;
const path = "/dmr/";

const stage = await Stage.make({ base_path: path, trusted_proxies: ["127.0.0.1"], max_browsers: browsers });
const proxy = await start_proxy(path, stage.ports.http);
const { url } = proxy;

/** How long the page was busy with one thing, at worst, while that is done. */
async function longest_freeze(page, what) {
  await page.evaluate(() => {
    globalThis.freezes = [0];
    new PerformanceObserver((list) => globalThis.freezes.push(...list.getEntries().map((e) => e.duration))).observe({
      entryTypes: ["longtask"],
    });
  });
  await what();
  return page.evaluate(() => Math.max(...globalThis.freezes));
}

const checks = {
  "behind another web server, under a path of it": () => view_shows(url, "now", ["RX", "TX"]),

  "the cookie of the full view is for that path alone": async () => {
    const { page, close } = await visit(url, "repeaters", { ...full, more: { open: "r3120001" } });
    await shows(page, "127.16."); // where the simulator's repeaters are
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.path, path);
    await close();
  },

  "a hundred calls at once": async () => {
    const { page, wrong, close } = await visit(url, "now");
    // A view shows so many, and the others when it is asked to.
    await page.waitForFunction(() => /show \d+ more of \d+/i.test(document.querySelector("main").innerText));
    await page.click(".calls + .more");
    await page.waitForFunction(() => document.querySelectorAll(".call").length >= 100, null, { timeout: 30_000 });
    const keys = await page.locator(".call").evaluateAll((calls) => calls.map((c) => c.innerText));
    assert(new Set(keys).size >= 95, "calls are there twice"); // those of one moment may look alike
    assert.deepEqual(wrong, []);
    await close();
  },

  "ten thousand repeaters: the last one is found, and the page does not freeze": async () => {
    const { page, wrong, close } = await visit(url, "repeaters");
    await page.waitForFunction((n) => document.body.innerText.replaceAll(/[^0-9]/g, "").includes(String(n)), repeaters);
    const last = String(3_120_001 + repeaters - 1);
    const freeze = await longest_freeze(page, async () => {
      await page.fill("#repeaters-filter", last);
      await page.waitForFunction((id) => {
        const rows = document.querySelectorAll("main tbody tr");
        return rows.length === 1 && rows[0].innerText.includes(id);
      }, last);
      await page.click("th >> text=Location");
      await page.fill("#repeaters-filter", "");
      await page.waitForFunction(() => document.querySelectorAll("main tbody tr").length > 10);
    });
    console.log(`        longest time without an answer: ${Math.round(freeze)} ms`);
    assert.deepEqual(wrong, []);
    await close();
  },

  "one browser more than are served: it is told, and comes in when another one leaves": async () => {
    const served = [];
    for (let i = 0; i < browsers; ++i) served.push(await visit(url, "now"));
    const { page, close } = await open(browser, with_view(url, "now"));
    await page.waitForSelector(".lost >> text=as many browsers as it may", { timeout: 20_000 });
    for (const one of served) await one.close();
    await page.waitForFunction(() => document.body.innerText.includes("connected, live"), null, { timeout: 60_000 });
    await close();
  },
};

await perform(stage, async () => {
  await stage.start();
  // Four repeaters have a talkgroup: a hundred calls are not to become all that this machine can carry.
  const talkgroups = Array.from({ length: repeaters / 4 }, (_, i) => 1001 + i).join(",");
  stage.repeaters(
    ...["--repeaters", String(repeaters), "--talkgroup", talkgroups, "--calls", "110"],
    ...["--call-seconds", "20", "--seconds", "600"],
  );
  await stage.connected(repeaters);
  const failed = await play(checks);
  proxy.close();
  return failed;
});
