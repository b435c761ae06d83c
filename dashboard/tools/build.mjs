// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page into dist/: index.html, and assets/ with names that change with their contents.
// --compressed adds a .gz and a .br beside each file.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(home, "dist");
const size_limit = 60_000; // compressed, in all

const bundled = await build({
  absWorkingDir: home, entryPoints: [{ in: "src/main.tsx", out: "app" }, { in: "src/style/main.css", out: "style" }],
  bundle: true, minify: true, write: false, outdir: dist, format: "iife", target: "es2020", charset: "utf8", legalComments: "none",
  banner: { js: "/* hblinkd, GPL-3.0-or-later; contains Preact and uPlot, MIT */" },
});

const files = new Map();
const names = {};
for (const file of bundled.outputFiles) {
  const { name, ext } = path.parse(file.path);
  const hash = createHash("sha256").update(file.contents).digest("hex").slice(0, 12);
  names[name] = `assets/${name}-${hash}${ext}`;
  files.set(names[name], Buffer.from(file.contents));
}
const html = await readFile(path.join(home, "src/index.html"), "utf8");
files.set("index.html", Buffer.from(html.replace("@STYLE@", names.style).replace("@SCRIPT@", names.app)));

await rm(dist, { recursive: true, force: true });
await mkdir(path.join(dist, "assets"), { recursive: true });
const total = { plain: 0, gzip: 0, brotli: 0 };
const line = (name, plain, gzip, brotli) =>
  console.log(name.padEnd(32), ...[plain, gzip, brotli].map((n) => String(n).padStart(9)));
console.log("".padEnd(32), ...["bytes", "gzip", "brotli"].map((s) => s.padStart(9)));
for (const [name, contents] of files) {
  const gzip = gzipSync(contents, { level: 9 });
  const brotli = brotliCompressSync(contents, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length },
  });
  await writeFile(path.join(dist, name), contents);
  if (process.argv.includes("--compressed")) {
    await writeFile(path.join(dist, `${name}.gz`), gzip);
    await writeFile(path.join(dist, `${name}.br`), brotli);
  }
  line(name, contents.length, gzip.length, brotli.length);
  total.plain += contents.length;
  total.gzip += gzip.length;
  total.brotli += brotli.length;
}
line("in all", total.plain, total.gzip, total.brotli);
if (total.gzip > size_limit) {
  console.error(`The page is larger than ${size_limit} bytes compressed.`);
  process.exitCode = 1;
}
