// SPDX-License-Identifier: GPL-3.0-or-later
// embed_page.mjs DIST OUTPUT: makes a C++ source of the files in the folder DIST (web/page.hpp): each as it is,
// with gzip and with Brotli, smallest, so that the server never compresses. The same files give the same source.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

function filesBelow(folder, path = "") {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(folder, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    )
    .sort();
}

// Three digits each, so that no digit that follows is taken for a part of them.
function literal(bytes) {
  const lines = [];
  for (let i = 0; i < bytes.length; i += 24)
    lines.push(`"${[...bytes.subarray(i, i + 24)].map((b) => `\\${b.toString(8).padStart(3, "0")}`).join("")}"`);
  return `{${lines.join("\n") || '""'}, ${bytes.length}}`;
}

function compressed(plain) {
  return [
    gzipSync(plain, { level: 9 }),
    brotliCompressSync(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  ].map((coded) => (coded.length < plain.length ? coded : Buffer.alloc(0)));
}

function entry(folder, path) {
  const plain = readFileSync(join(folder, path));
  const type = types[extname(path)];
  if (!type) throw new Error(`${path}: a file of this kind has no type yet (cmake/embed_page.mjs)`);
  const tag = createHash("sha256").update(plain).digest("hex").slice(0, 32);
  // A hash in the name: what has this name never changes.
  const lasting = /-[0-9A-Za-z_]{8,}\.[a-z0-9]+$/.test(path);
  const [gzip, brotli] = compressed(plain);
  const name = path === "/index.html" ? "/" : path;
  return `{${JSON.stringify(name)}, ${JSON.stringify(type)}, "${tag}", ${lasting},
${literal(plain)},
${literal(gzip)},
${literal(brotli)}},
`;
}

const [folder, output] = process.argv.slice(2);
const paths = filesBelow(folder);
if (!paths.includes("/index.html")) throw new Error(`${folder} has no index.html`);
writeFileSync(
  output,
  `// SPDX-License-Identifier: GPL-3.0-or-later
// Made by cmake/embed_page.mjs.
#include "hblink/web/page.hpp"

namespace hblink::web {

namespace {

constexpr page_file files[] = {
${paths.map((path) => entry(folder, path)).join("")}};

}

std::span<const page_file> built_in_page() noexcept { return files; }

}
`,
);
