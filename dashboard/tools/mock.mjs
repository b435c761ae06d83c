// SPDX-License-Identifier: GPL-3.0-or-later
// A server that only pretends, for work on the page: serves dist/ as hblinkd does and plays a scene.
//   npm run mock -- --port=8090 --repeaters=10000 --calls=100
// --hostile: every text is as bad as can be. The token is "mock". SIGUSR1 closes all browsers, as a restart
// does.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const option = (name, fallback) =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split("=")[1] ?? fallback);
const port = option("port", 8090);
const more_repeaters = option("repeaters", 0);
const calls_at_once = option("calls", 2);

const content_security =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

const bundled = await build({
  absWorkingDir: home,
  entryPoints: ["src/demo/scene.ts"],
  bundle: true,
  write: false,
  format: "esm",
});
const demo = await import(
  `data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`
);

// --- The scene -------------------------------------------------------------------------------------------

const rows = demo.demo_rows(Date.now());
for (let i = 0; i < more_repeaters; ++i) {
  rows.repeaters[`r${4_000_000 + i}`] = demo.repeater(4_000_000 + i, `MK${i}X`, Date.now(), {
    location: `Place ${i % 500}`,
  });
}
if (process.argv.includes("--hostile")) make_hostile();
let n = 1;
let next_call = 5000;
let next_sample = 2000;
const browsers = new Set();

function diff(set, del) {
  n += 1;
  for (const [section, changed] of Object.entries(set ?? {})) Object.assign((rows[section] ??= {}), changed);
  for (const [section, keys] of Object.entries(del ?? {})) for (const key of keys) delete rows[section][key];
  const text = JSON.stringify({
    type: "diff",
    n,
    time_ms: Date.now(),
    ...(set && { set }),
    ...(del && { del }),
  });
  for (const browser of browsers) browser.send(text);
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];

function begin_call() {
  const now = Date.now();
  const stations = Object.keys(rows.repeaters).slice(0, 2000);
  const slot = pick([1, 2]);
  const free = stations.filter((key) => !rows.slots[`${key}/${slot}`]);
  const origin = pick(free);
  if (!origin) return;
  const key = String(next_call++);
  const destination = pick(slot === 1 ? [91, 262, 3100] : [8, 2624, 26201]);
  const source = 2_620_000 + Math.floor(Math.random() * 9999);
  const targets = free.filter((other) => other !== origin).slice(0, 5);
  const call = {
    origin,
    origin_name: rows.repeaters[origin].callsign,
    slot,
    destination,
    network_slot: slot,
    network_destination: destination,
    kind: "group",
    data: false,
    source,
    source_name: `DL${source % 10}MCK Mock`,
    since_ms: now,
    targets: targets.length,
    busy: 0,
    quality: { packets: 0, loss_percent: null, jitter_ms: null, ber_percent: null, rssi_dbm: null },
  };
  const slots = { [`${origin}/${slot}`]: { state: "rx", call: key, since_ms: now } };
  for (const target of targets) slots[`${target}/${slot}`] = { state: "tx", call: key, since_ms: now };
  const heard_key = `${source}@${origin}`;
  const heard = {
    at_ms: now,
    source,
    source_name: call.source_name,
    origin,
    origin_name: call.origin_name,
    origin_id: rows.repeaters[origin].id,
    slot,
    destination,
    network_slot: slot,
    network_destination: destination,
    kind: "group",
    data: false,
    active: true,
  };
  diff({ calls: { [key]: call }, slots, heard: { [heard_key]: heard } });
  setTimeout(() => end_call(key, call, Object.keys(slots), heard_key, heard), 3000 + Math.random() * 15_000);
}

function end_call(key, call, slot_keys, heard_key, heard) {
  const now = Date.now();
  const hang = Object.fromEntries(
    slot_keys.map((slot) => [
      slot,
      {
        state: "hang",
        source: call.source,
        destination: call.destination,
        kind: "group",
        since_ms: now,
        until_ms: now + 5000,
      },
    ]),
  );
  diff(
    {
      slots: hang,
      heard: {
        [heard_key]: {
          ...heard,
          active: false,
          length_s: (now - call.since_ms) / 1000,
          reason: "terminator",
        },
      },
    },
    { calls: [key] },
  );
  setTimeout(() => diff(undefined, { slots: slot_keys }), 5000);
}

setInterval(() => {
  const now = Date.now();
  const playing = Object.keys(rows.calls).length - 3;
  for (let i = playing; i < calls_at_once; ++i) begin_call();
  diff({
    health: {
      now: {
        ...rows.health.now,
        at_ms: now,
        uptime_s: rows.health.now.uptime_s + 2,
        browsers: browsers.size,
      },
    },
  });
}, 2000);
setInterval(() => {
  const key = String(next_sample++);
  const keys = Object.keys(rows.samples);
  diff(
    { samples: { [key]: { ...rows.health.now, at_ms: Date.now(), received: 40 + Math.random() * 30 } } },
    keys.length >= 120 ? { samples: [keys[0]] } : undefined,
  );
}, 5000);

/** What nobody should send and somebody will: long words, HTML, addresses that are none. */
function make_hostile() {
  const long = "W".repeat(40);
  const html = '<img src=x onerror="alert(1)">';
  for (const row of Object.values(rows.repeaters)) {
    Object.assign(row, {
      callsign: html,
      location: long,
      description: html + long,
      software: long,
      package: long,
    });
    Object.assign(row, { url: "javascript:alert(1)", rule: long, options: `TS1=${"9,".repeat(150)}` });
    row.talkgroups.slot1 = Array.from(
      { length: 200 },
      (_, i) => `${16_000_000 + 2 * i}-${16_000_001 + 2 * i}`,
    );
  }
  for (const row of [...Object.values(rows.links), ...Object.values(rows.trunks)]) {
    Object.assign(row, {
      name: long,
      peer: `${long}.example.net:62031`,
      refused: { [html]: 12, bad_hmac: 4_000_000_000 },
    });
  }
  for (const row of [...Object.values(rows.calls), ...Object.values(rows.heard)]) {
    Object.assign(row, {
      source_name: `${html} ${long}`,
      alias: long,
      origin_name: long,
      source: 16_777_215,
    });
  }
  for (const row of Object.values(rows.refusals))
    Object.assign(row, { callsign: html, name: long, rule: long, reason: html });
  for (const row of Object.values(rows.events))
    Object.assign(row, { text: html + long, name: long, event: long });
  for (const row of Object.values(rows.sockets))
    Object.assign(row, { text: long + long, name: `/${long}/${long}` });
  for (const key of Object.keys(rows.names)) rows.names[key] = `${html}${long}`;
  Object.assign(rows.server.server, { title: long + html, announcement: long + long + html });
  rows.server.server.network_info = { text: long, url: "javascript:alert(1)" };
}

// --- HTTP and WebSocket ----------------------------------------------------------------------------------

function full_view(request) {
  return (request.headers.cookie ?? "").includes("hblinkd=mock");
}

const server = http.createServer(async (request, response) => {
  const where = new URL(request.url, "http://localhost").pathname;
  if (where === "/api/v1/session") {
    const cookie = request.method === "DELETE" ? "; Max-Age=0" : "mock";
    const good = request.method === "DELETE" || request.headers.authorization === "Bearer mock";
    response.writeHead(
      good ? 204 : 401,
      good
        ? {
            "set-cookie": `hblinkd=${cookie}; HttpOnly; SameSite=Strict`,
          }
        : {},
    );
    response.end();
    return;
  }
  const name = where === "/" ? "index.html" : where.slice(1);
  try {
    if (name.includes("..")) throw new Error("no");
    const contents = await readFile(path.join(home, "dist", name));
    response.writeHead(200, {
      "content-type": types[path.extname(name)] ?? "application/octet-stream",
      "content-security-policy": content_security,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    response.end(contents);
  } catch {
    response.writeHead(404).end("not found\n");
  }
});

server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"];
  if (!key || !request.url.startsWith("/api/v1/live")) {
    socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
    return;
  }
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      "\r\n",
    ].join("\r\n"),
  );
  const browser = {
    send: (text) => socket.write(frame(1, Buffer.from(text))),
    close: (code) => socket.end(frame(8, Buffer.from([code >> 8, code & 255]))),
  };
  socket.on("error", () => {});
  socket.on("data", (data) => (data[0] & 15) === 8 && socket.end());
  socket.on("close", () => browsers.delete(browser));
  greet(browser, full_view(request));
  browsers.add(browser);
});

function frame(kind, payload) {
  const size = payload.length;
  const head =
    size < 126
      ? Buffer.from([128 | kind, size])
      : size < 65536
        ? Buffer.from([128 | kind, 126, size >> 8, size & 255])
        : Buffer.alloc(10);
  if (size >= 65536) {
    head[0] = 128 | kind;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}

function greet(browser, full) {
  browser.send(
    JSON.stringify({ type: "begin", protocol: 1, n, time_ms: Date.now(), view: full ? "full" : "public" }),
  );
  for (const [section, table] of Object.entries(rows)) {
    const entries = Object.entries(table);
    for (let i = 0; i < entries.length; i += 100) {
      browser.send(
        JSON.stringify({ type: "rows", set: { [section]: Object.fromEntries(entries.slice(i, i + 100)) } }),
      );
    }
  }
  browser.send(JSON.stringify({ type: "complete" }));
}

process.on("SIGUSR1", () => {
  for (const browser of browsers) browser.close(1001);
});

server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/#token=mock`));
