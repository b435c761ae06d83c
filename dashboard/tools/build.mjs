// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page into dist/: index.html, and assets/ with names that change with their contents.
// --out=FOLDER puts it elsewhere; --compressed adds a .gz and a .br beside each file.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = process.argv.find((argument) => argument.startsWith("--out="))?.slice("--out=".length);
const dist = path.resolve(out ?? path.join(home, "dist"));
const size_limit = 60_000; // of the first load, compressed

// Graphs and the invented scene come as files of their own when somebody looks at them.
const bundled = await build({
  absWorkingDir: home,
  outdir: dist,
  write: false,
  metafile: true,
  entryPoints: [
    { in: "src/main.tsx", out: "app" },
    { in: "src/style/main.css", out: "style" },
  ],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/part-[hash]",
  legalComments: "none",
  banner: { js: "/* hblinkd, GPL-3.0-or-later; contains Preact and uPlot, MIT */" },
});

const files = new Map();
const names = {};
for (const file of bundled.outputFiles) {
  const name = path.relative(dist, file.path).split(path.sep).join("/");
  files.set(name, Buffer.from(file.contents));
  const entry = /^assets\/(app|style)-/.exec(name);
  if (entry) names[entry[1]] = name;
}
const html = (await readFile(path.join(home, "src/index.html"), "utf8")).replace(/^<!--.*-->\n/, "");
files.set("index.html", Buffer.from(html.replace("@STYLE@", names.style).replace("@SCRIPT@", names.app)));

// MIT asks that its notice goes with every copy.
const licenses = await Promise.all(
  ["preact", "uplot"].map(
    async (name) => `${name}\n\n${await readFile(path.join(home, "node_modules", name, "LICENSE"), "utf8")}`,
  ),
);
files.set(
  "licenses.txt",
  Buffer.from(`hblinkd is free software, GPL-3.0-or-later. Its page contains:\n\n${licenses.join("\n\n")}`),
);

await rm(dist, { recursive: true, force: true });
await mkdir(path.join(dist, "assets"), { recursive: true });
// Parts that the entry needs from the start (esbuild may put shared code into one).
const app = Object.entries(bundled.metafile.outputs).find(([name]) => name.includes("assets/app-"))[1];
const loaded_first = new Set(
  app.imports.filter((i) => i.kind === "import-statement").map((i) => `assets/${path.basename(i.path)}`),
);
const first = { plain: 0, gzip: 0, brotli: 0 };
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
  if (name === "licenses.txt") continue;
  if (name.startsWith("assets/part-") && !loaded_first.has(name)) continue;
  first.plain += contents.length;
  first.gzip += gzip.length;
  first.brotli += brotli.length;
}
line("first load", first.plain, first.gzip, first.brotli);
if (first.gzip > size_limit) {
  console.error(`The page is larger than ${size_limit} bytes compressed.`);
  process.exitCode = 1;
}
