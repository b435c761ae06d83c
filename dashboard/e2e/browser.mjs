// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at every view of a page in Chromium, in both themes: axe-core must find nothing, no request may leave
// the host, nothing may be wrong in the console, and 320 px must be wide enough. Makes screenshots.
//   node e2e/browser.mjs http://127.0.0.1:8080/ [--shots=FOLDER] [--demo] [--quick]
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const views = ["now", "talkgroups", "repeaters", "links", "heard", "events", "trouble", "health"];

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/** A page that keeps a list of what must not happen: requests to others, errors in the console. */
export async function open(browser, url, { theme = "light", width = 1400, height = 900, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    ...more,
  });
  const page = await context.newPage();
  const host = new URL(url).host;
  const wrong = [];
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (to.host !== host && to.protocol !== "data:") wrong.push(`request to ${to.host}`);
  });
  page.on(
    "websocket",
    (socket) => new URL(socket.url()).host !== host && wrong.push(`WebSocket to ${socket.url()}`),
  );
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  await page.goto(url);
  return { page, wrong, close: () => context.close() };
}

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds, one line each. */
export async function axe(page) {
  await page.evaluate(axe_source); // by the debugger: the page's own policy forbids foreign scripts
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return violations.flatMap((v) =>
    v.nodes
      .slice(0, 5)
      .map(
        (node) =>
          `${v.id}: ${node.target.join(" ")}: ${node.any[0]?.message ?? node.failureSummary ?? v.help}`,
      ),
  );
}

export function with_view(url, view, more = {}) {
  const to = new URL(url);
  to.searchParams.set("view", view);
  for (const [name, value] of Object.entries(more)) to.searchParams.set(name, value);
  return to.href;
}

/** The page is too wide for its window, or text is too small to read. */
export async function layout_faults(page) {
  return page.evaluate(() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.querySelectorAll("body *")].filter(
        (e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".wide, .only-read"),
      );
      faults.push(
        `too wide by ${root.scrollWidth - root.clientWidth} px: ${wide
          .slice(0, 3)
          .map((e) => `${e.tagName}.${e.className}`)
          .join(" ")}`,
      );
    }
    for (const frame of document.querySelectorAll(".table-frame:not(.wide)")) {
      const wide = frame.scrollWidth - frame.clientWidth;
      if (wide > 1) faults.push(`table ${frame.querySelector("caption").textContent} too wide by ${wide} px`);
    }
    for (const element of document.querySelectorAll("body *")) {
      const has_text = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent.trim() !== "",
      );
      if (has_text && parseFloat(getComputedStyle(element).fontSize) < 12)
        faults.push(`small text: ${element.textContent.slice(0, 30)}`);
    }
    return faults;
  });
}

/** Things to touch that are smaller than 44 px both ways (links inside text are exempt, as in WCAG 2.5.5). */
export async function small_targets(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, select, input:not([type=radio], [type=checkbox]), nav a")]
      .filter((e) => e.offsetParent !== null && e.getBoundingClientRect().height < 43.5)
      .map((e) => {
        const name = (e.getAttribute("aria-label") ?? e.textContent ?? "").slice(0, 30);
        return `small target: ${e.tagName} ${name} ${Math.round(e.getBoundingClientRect().height)} px`;
      }),
  );
}

/** All views in both themes and all widths: what is wrong, one line each. */
export async function scan(browser, url, { shots, quick } = {}) {
  const faults = [];
  const screens = quick
    ? [["desktop", { width: 1400, height: 900 }]]
    : [
        ["desktop", { width: 1400, height: 900 }],
        ["tablet", { width: 1024, height: 768 }],
        ["phone", { width: 390, height: 844, hasTouch: true, isMobile: true }],
        ["narrow", { width: 320, height: 640, hasTouch: true }],
      ];
  for (const theme of ["light", "dark"]) {
    for (const [screen, size] of screens) {
      for (const view of views) {
        const name = `${view}-${screen}-${theme}`;
        const { page, wrong, close } = await open(browser, with_view(url, view), { theme, ...size });
        await page.waitForSelector("main h2 + *:not(.waiting)");
        await page.waitForTimeout(400);
        if (view === "repeaters" || view === "links")
          await page
            .locator(".toggle")
            .first()
            .click({ timeout: 1000 })
            .catch(() => {});
        if (screen === "desktop" || screen === "phone")
          for (const line of await axe(page)) faults.push(`${name}: axe: ${line}`);
        for (const line of await layout_faults(page)) faults.push(`${name}: ${line}`);
        if (size.hasTouch) for (const line of await small_targets(page)) faults.push(`${name}: ${line}`);
        for (const line of wrong) faults.push(`${name}: ${line}`);
        if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
        await close();
      }
    }
  }
  return faults;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = new URL(
    process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "http://127.0.0.1:8090/",
  );
  if (process.argv.includes("--demo")) url.searchParams.set("demo", "");
  const shots = process.argv.find((argument) => argument.startsWith("--shots="))?.slice("--shots=".length);
  if (shots) await mkdir(shots, { recursive: true });
  const browser = await launch();
  const faults = await scan(browser, url.href, { shots, quick: process.argv.includes("--quick") });
  await browser.close();
  for (const line of [...new Set(faults)]) console.log(line);
  console.log(faults.length === 0 ? "Nothing found." : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
