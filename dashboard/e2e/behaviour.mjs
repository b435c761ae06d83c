// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does in a real browser, played against the mock server: address bar, keyboard, settings, token,
// pause, a server that goes and comes back, a list that changes under the focus. Needs a build (npm run build).
//   node e2e/behaviour.mjs
import assert from "node:assert/strict";
import { open, with_view } from "./browser.mjs";
import { end, start_mock, url } from "./mock_server.mjs";
import { browser, live, play, visit as to } from "./visits.mjs";

let mock = await start_mock();

const main_text = (page) => page.locator("main").innerText();
const search_of = (page) => new URL(page.url()).searchParams;

const visit = (view, more = {}, options = {}) => to(url, view, { more, ...options });

const behaviours = {
  "a token leaves the address bar at once and opens the full view": async () => {
    const { page, close } = await open(browser, `${url}?view=heard#token=mock`);
    await live(page);
    assert.equal(page.url(), `${url}?view=heard`);
    await page.click("text=Settings");
    await page.waitForSelector("text=This is the full view.");
    assert.equal(await page.evaluate(() => document.cookie), ""); // no script can read it
    await close();
  },

  "a wrong token is said to be wrong, and the public view is shown": async () => {
    const { page, close } = await open(browser, `${url}#token=wrong`);
    await live(page);
    await page.waitForSelector("text=The token was not accepted");
    await close();
  },

  "filter, sort and open details are in the address, and come back with it": async () => {
    const { page, close } = await visit("repeaters");
    await page.fill("#repeaters-filter", "db0");
    await page.waitForFunction(() => location.search.includes("q=db0"));
    await page.click("th >> text=Location");
    await page.locator(".toggle").first().click();
    await page.waitForSelector(".details-row");
    const before = search_of(page);
    assert.equal(before.get("sort"), "location");
    assert(before.get("open").startsWith("r"));
    await page.reload();
    await live(page);
    assert.equal(await page.inputValue("#repeaters-filter"), "db0");
    assert.equal(await page.locator(".details-row").count(), 1);
    assert.equal(await page.locator("th[aria-sort=ascending]").innerText(), "Location\n▲");
    await close();
  },

  "views are pages of the history": async () => {
    const { page, close } = await visit("now");
    await page.click("nav >> text=Talkgroups");
    await page.waitForSelector("h2:text('Talkgroups')");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Talkgroups");
    await page.goBack();
    await page.waitForSelector("h2:text('Now')");
    assert.match(await page.title(), /^Now/);
    await close();
  },

  "the first thing the keyboard finds jumps over the navigation": async () => {
    const { page, close } = await visit("heard");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.className), "view-title");
    await page.keyboard.press("Tab");
    assert(await page.evaluate(() => document.activeElement.closest("main") !== null));
    await close();
  },

  "theme and times are chosen and remembered": async () => {
    const { page, close } = await visit("now", {}, { theme: "light", timezoneId: "Asia/Tokyo" });
    await page.click("text=Settings");
    await page.check("text=dark");
    await page.check("text=UTC");
    await page.reload();
    await live(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.match(await page.locator(".under-title time").innerText(), /UTC$/);
    await close();
  },

  "a closed section stays closed": async () => {
    const { page, close } = await visit("now");
    await page.click("h3 >> text=Last heard");
    await page.reload();
    await live(page);
    assert.equal(await page.getAttribute("#now-heard-title", "aria-expanded"), "false");
    assert.equal(await page.locator("#now-heard-body").isVisible(), false);
    await close();
  },

  "a browser clock that is wrong by a year does no harm": async () => {
    const { page, close } = await open(browser, "about:blank");
    await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 365 * 24 * 3600 * 1000;
    });
    await page.goto(with_view(url, "now"));
    await live(page);
    const seconds = (await page.locator(".call-time").first().innerText()).split(":").map(Number);
    assert(seconds.length === 2 && seconds[0] < 30, String(seconds));
    await close();
  },

  "seconds run, and stand still while it is paused": async () => {
    const { page, close } = await visit("now");
    const clock = page.locator(".under-title time");
    const first = await clock.innerText();
    await page.waitForFunction(
      (text) => document.querySelector(".under-title time").textContent !== text,
      first,
    );
    await page.click("text=Pause");
    const paused = await main_text(page);
    await page.waitForTimeout(4500); // the mock begins and ends calls every 2 s
    assert.equal(await main_text(page), paused);
    await page.click("button:text('Go on') >> nth=0");
    await page.waitForFunction((text) => document.querySelector("main").innerText !== text, paused);
    await close();
  },

  "the focus stays on its row while the list changes, and in the list when the row has gone": async () => {
    const { page, close } = await visit("now");
    await page.locator(".call .chip a, .call .connection").last().focus();
    for (let i = 0; i < 12; ++i) {
      await page.waitForTimeout(2000);
      const where = await page.evaluate(
        () => document.activeElement.closest("main")?.id ?? document.activeElement.tagName,
      );
      assert.equal(where, "content");
    }
    await close();
  },

  "texts of strangers are texts": async () => {
    const { page, close } = await visit("trouble");
    assert.equal(await page.locator("th >> text=<script>").count(), 1);
    assert.equal(await page.locator("main script").count(), 0);
    await close();
  },

  "links to other sites are plain links that tell them nothing": async () => {
    const { page, close } = await visit("heard");
    const rels = await page.$$eval("a[href^=http]", (links) => links.map((link) => link.rel));
    assert(rels.length > 1);
    for (const rel of rels) assert.match(rel, /noopener noreferrer/);
    await close();
  },

  "the demo connects to nothing": async () => {
    const { page, close } = await open(browser, "about:blank");
    let sockets = 0;
    page.on("websocket", () => (sockets += 1));
    await page.goto(`${url}?demo`);
    await page.waitForSelector("text=invented scene");
    assert.equal(sockets, 0);
    await close();
  },

  "a server that restarts: the page says so, keeps what it knew, and is live again by itself": async () => {
    const { page, close } = await visit("repeaters");
    await end(mock);
    await page.waitForSelector(".lost >> text=The page tries again");
    assert.match(await page.locator(".under-title").innerText(), /connection lost/);
    assert(await page.locator("main >> text=DB0XYZ").isVisible());
    mock = await start_mock();
    await live(page);
    assert.equal(await page.locator(".lost").count(), 0);
    await close();
  },
};

const failed = await play(behaviours);
await browser.close();
await end(mock);
process.exitCode = failed === 0 ? 0 : 1;
