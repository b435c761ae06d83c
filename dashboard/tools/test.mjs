// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the unit tests: bundled by esbuild into a folder of their own, then Node's test runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const tests = (await readdir(path.join(home, "test"))).filter((name) => /\.test\.tsx?$/.test(name));
const out = await mkdtemp(path.join(os.tmpdir(), "hblinkd-page-"));
await build({
  absWorkingDir: home,
  entryPoints: tests.map((name) => `test/${name}`),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  logLevel: "warning",
});
const files = tests.map((name) => path.join(out, name.replace(/\.tsx?$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
process.exitCode = status ?? 1;
