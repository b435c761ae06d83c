// SPDX-License-Identifier: GPL-3.0-or-later
// The stage: the real server in a folder of its own, on free ports of this machine, and simulated neighbours.
import { spawn } from "node:child_process";
import dgram from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export const passphrase = "the passphrase of this test";
export const token = "0123456789abcdef0123456789abcdef";

const hblinkd = process.env.HBLINKD ?? "../build/debug/hblinkd";
const simulator = process.env.HBLINK_SIM ?? "../build/debug/hblink-sim";

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function free_udp_port() {
  return new Promise((done) => {
    const socket = dgram.createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });
}

export function free_tcp_port() {
  return new Promise((done) => {
    const socket = net.createServer();
    socket.listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });
}

export class Stage {
  constructor(ports, http) {
    this.folder = mkdtempSync(path.join(tmpdir(), "hblinkd-page-"));
    this.ports = ports;
    this.url = `http://127.0.0.1:${ports.http}/`;
    this.running = new Set();
    this.file = path.join(this.folder, "hblinkd.json");
    writeFileSync(path.join(this.folder, "users.csv"), users());
    writeFileSync(path.join(this.folder, "talkgroups.csv"), talkgroups);
    writeFileSync(this.file, JSON.stringify(configuration(ports, this.folder, http)), { mode: 0o600 });
  }

  /** With more in its `http` section when that is told. */
  static async make(http = {}) {
    const [server, master, trunk, peer] = await Promise.all([1, 2, 3, 4].map(free_udp_port));
    return new Stage({ server, master, trunk, peer, http: await free_tcp_port() }, http);
  }

  play(program, args) {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (child.said = (child.said + text).slice(-4000)));
    child.once("error", (error) => (child.said += error.message));
    this.running.add(child);
    child.ended = new Promise((done) => child.once("close", done));
    child.ended.then(() => this.running.delete(child));
    return child;
  }

  /** Ends when the server answers. */
  async start() {
    this.server = this.play(hblinkd, ["run", "--config", this.file]);
    for (let i = 0; i < 100; ++i) {
      const good = await fetch(`${this.url}readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (good) return;
      if (!this.running.has(this.server)) break;
      await pause(100);
    }
    throw new Error(`the server does not answer:\n${this.server.said}`);
  }

  /** Ends when so many repeaters are connected. */
  async connected(wanted) {
    for (let i = 0; i < 600; ++i) {
      const metrics = await fetch(`${this.url}metrics`).then((answer) => answer.text());
      const counts = [...metrics.matchAll(/^hblinkd_repeaters\{.*\} (\d+)$/gm)];
      if (counts.reduce((sum, [, n]) => sum + Number(n), 0) >= wanted) return;
      await pause(100);
    }
    throw new Error(`fewer than ${wanted} repeaters have logged in after a minute`);
  }

  /** Asks it to stop, and insists after ten seconds. */
  async end(child) {
    if (!this.running.has(child)) return;
    child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await child.ended;
    clearTimeout(insist);
  }

  repeaters(...more) {
    const to = `127.0.0.1:${this.ports.server}`;
    return this.play(simulator, ["--server", to, "--passphrase", passphrase, ...more]);
  }

  master() {
    const at = `127.0.0.1:${this.ports.master}`;
    const calls = ["--talkgroup", "91", "--every", "6", "--call-seconds", "2"];
    return this.play(simulator, ["--master", at, "--passphrase", passphrase, ...calls]);
  }

  openbridge() {
    const at = `127.0.0.1:${this.ports.peer}`;
    const peer = ["--peer", `127.0.0.1:${this.ports.trunk}`, "--network-id", "312098"];
    const calls = ["--talkgroup", "92", "--every", "5", "--call-seconds", "2"];
    return this.play(simulator, ["--openbridge", at, ...peer, "--passphrase", passphrase, ...calls]);
  }

  /** Ends all; the server last, so that the others can say goodbye. */
  async clear() {
    await Promise.all([...this.running].filter((child) => child !== this.server).map((c) => this.end(c)));
    if (this.server) await this.end(this.server);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const talkgroups = "id,name\n91,Worldwide\n92,Europe\n3120,Kansas Statewide\n";

// The simulator's radios have the ids from 1000001 on.
const people = ["KA0R,Dmitri,São Paulo,Brazil", "DL4ZZ,Anja,Kassel,Germany", "N97C,Inês,Wichita,United States"];

function users() {
  const rows = people.map((person, i) => {
    const [callsign, name, city, country] = person.split(",");
    return `${1_000_001 + i},${callsign},${name},,${city},,${country}\n`;
  });
  return `RADIO_ID,CALLSIGN,FIRST_NAME,LAST_NAME,CITY,STATE,COUNTRY\n${rows.join("")}`;
}

function configuration(ports, folder, http) {
  return {
    global: {
      bind_ipv4: "127.0.0.1",
      port_ipv4: ports.server,
      disable_ipv6: true,
      stream_hang_time: 4,
      logging: { file: "", console_level: "INFO", console_format: "text" },
    },
    blacklist: { patterns: [{ name: "no tests", match: { ids: [1234567] }, reason: "use your own id" }] },
    repeater_configurations: {
      patterns: [{ name: "club", match: { id_ranges: [[3120000, 3129999]] }, config: { passphrase } }],
      default: { passphrase },
    },
    outbound_connections: [
      { name: "Core", address: "127.0.0.1", port: ports.master, radio_id: 312099, passphrase, options: "TS2=91" },
    ],
    openbridge_connections: [
      {
        name: "Neighbours",
        network_id: 312097,
        local_address: "127.0.0.1",
        local_port: ports.trunk,
        target_address: "127.0.0.1",
        target_port: ports.peer,
        passphrase,
        talkgroup_slots: { 91: 2, 92: 2 },
      },
    ],
    dashboard: { enabled: false },
    http: { port: ports.http, token, title: "Sunflower DMR", ...http },
    control: { socket: path.join(folder, "control.sock") },
    users: { file: path.join(folder, "users.csv"), talkgroups_file: path.join(folder, "talkgroups.csv") },
    state_directory: folder,
  };
}
