// SPDX-License-Identifier: GPL-3.0-or-later
// A hotspot that says of itself what it is told to say.
import { createHash } from "node:crypto";
import dgram from "node:dgram";

function message(word, id, rest = Buffer.alloc(0)) {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(id);
  return Buffer.concat([Buffer.from(word), number, rest]);
}

/** Fields of the station description: text and length, in order. */
function description({ callsign, location, text }) {
  const fields = [
    [callsign, 8], ["449000000", 9], ["444000000", 9], ["50", 2], ["01", 2], ["38.0000", 8], ["-097.0000", 9],
    ["100", 3], [location, 20], [text, 19], ["3", 1], ["https://example.net", 124], ["Pi-Star", 40],
    ["MMDVM_MMDVM_HS", 40],
  ]; // prettier-ignore
  return Buffer.concat(fields.map(([value, length]) => Buffer.from(value.padEnd(length).slice(0, length))));
}

/** Logs in; answers whether it was let in. `close` leaves without a goodbye. */
export async function log_in(port, id, passphrase, texts) {
  const socket = dgram.createSocket("udp4");
  const ask = (datagram) =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`no answer to ${datagram.subarray(0, 4)}`)), 5000);
      socket.once("message", (answer) => {
        clearTimeout(late);
        done(answer);
      });
      socket.send(datagram, port, "127.0.0.1");
    });
  const good = (answer) => answer.subarray(0, 6).toString() === "RPTACK";
  try {
    const challenge = await ask(message("RPTL", id));
    const proof = createHash("sha256").update(challenge.subarray(6, 10)).update(passphrase).digest();
    let accepted = good(challenge) && good(await ask(message("RPTK", id, proof)));
    if (accepted) accepted = good(await ask(message("RPTC", id, description(texts))));
    return { accepted, close: () => socket.close() };
  } catch (error) {
    socket.close();
    throw error;
  }
}
