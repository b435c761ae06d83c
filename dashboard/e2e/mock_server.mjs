// SPDX-License-Identifier: GPL-3.0-or-later
// The invented server of tools/mock.mjs as a process of its own. Needs a build (npm run build).
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const mock_script = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../tools/mock.mjs");
const port = 20_000 + (process.pid % 20_000);
export const url = `http://127.0.0.1:${port}/`;

/** Starts it and waits until it listens. */
export function start_mock(...more) {
  const mock = spawn(process.execPath, [mock_script, `--port=${port}`, "--calls=4", ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    mock.stdout.once("data", () => resolve(mock));
    mock.once("exit", () => reject(new Error("the mock server ended")));
  });
}

export function end(mock) {
  return new Promise((resolve) => {
    mock.once("exit", resolve);
    mock.kill("SIGKILL");
  });
}
