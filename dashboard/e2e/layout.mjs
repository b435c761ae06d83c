// SPDX-License-Identifier: GPL-3.0-or-later
// Every view, in both themes and all widths, with texts of strangers in it (browser.mjs tells what is looked at).
import { launch, scan } from "./browser.mjs";
import { end, start_mock, url } from "./mock_server.mjs";

const mock = await start_mock("--hostile");
const browser = await launch();
try {
  const faults = [...new Set(await scan(browser, url))];
  for (const line of faults) console.log(line);
  console.log(faults.length === 0 ? "Nothing found." : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  await end(mock);
}
