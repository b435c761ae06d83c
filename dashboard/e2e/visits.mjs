// SPDX-License-Identifier: GPL-3.0-or-later
// Visits to the page of a real server, and checks that are played one after the other.
import assert from "node:assert/strict";
import { launch, open, with_view } from "./browser.mjs";
import { token } from "./stage.mjs";

export const browser = await launch();

/** To be put behind an address: shows the full view. */
export const full = { hash: `#token=${token}` };

let last_page;

export const live = (page) =>
  page.waitForFunction(() => document.body.innerText.includes("connected, live"), null, { timeout: 40_000 });

/** Waits until the view shows the text. */
export const shows = (page, text) =>
  page.waitForFunction((t) => document.querySelector("main")?.innerText.includes(t), text, {
    timeout: 20_000,
  });

/** A page with a view, connected. */
export async function visit(url, view, { more = {}, hash = "", ...options } = {}) {
  const visited = await open(browser, with_view(url, view, more) + hash, options);
  last_page = visited.page;
  await live(visited.page);
  return visited;
}

/** The view shows all of these texts, and nothing goes wrong meanwhile. */
export async function view_shows(url, view, texts, options) {
  const { page, wrong, close } = await visit(url, view, options);
  for (const text of texts)
    await shows(page, text).catch(() => assert.fail(`${view} does not show "${text}"`));
  assert.deepEqual(wrong, []);
  await close();
}

function lines_of(error) {
  return String(error.message).split("\n").slice(0, 12).join("\n        ");
}

/** Plays the checks by name; answers how many fail. Of each that fails a picture is in the working folder. */
export async function play(checks) {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n        ${lines_of(error)}`);
      await last_page?.screenshot({ path: `failed-${failed}.png` }).catch(() => {});
    }
  }
  return failed;
}

/** Runs it all on a stage, and clears that whatever happens; the exit status tells. */
export async function perform(stage, scene) {
  const late = setTimeout(() => {
    console.log("FAILED  it takes longer than four minutes");
    for (const child of stage.running) child.kill("SIGKILL");
    process.exit(1);
  }, 235_000);
  let failed = 0;
  try {
    failed = await scene();
  } catch (error) {
    failed = 1;
    console.log(`FAILED  ${error.stack}`);
  } finally {
    await browser.close();
    await stage.clear();
    clearTimeout(late);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
