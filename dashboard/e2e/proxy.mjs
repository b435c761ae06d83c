// SPDX-License-Identifier: GPL-3.0-or-later
// A web server in front of the real one, which passes on what begins with a path, WebSockets too, as nginx
// does with the settings of docs/http.md. Anything else is not found.
import http from "node:http";
import net from "node:net";

function headers_of(request) {
  return {
    ...request.headers,
    "x-forwarded-for": request.socket.remoteAddress,
    "x-forwarded-host": request.headers.host,
    "x-forwarded-proto": "http",
  };
}

/** Listens on a free port; `url` is where the path is. */
export async function start_proxy(path, port) {
  const proxy = http.createServer((request, answer) => {
    if (!request.url.startsWith(path)) {
      answer.writeHead(404).end();
      return;
    }
    const options = { port, host: "127.0.0.1", method: request.method, path: request.url, headers: headers_of(request) };
    const on = http.request(options, (from) => {
      answer.writeHead(from.statusCode, from.headers);
      from.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    request.pipe(on);
  });
  proxy.on("upgrade", (request, socket) => {
    const on = net.connect(port, "127.0.0.1");
    const lines = Object.entries(headers_of(request)).map(([name, value]) => `${name}: ${value}`);
    on.write([`GET ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    on.pipe(socket);
    socket.pipe(on);
    for (const [one, other] of [[on, socket], [socket, on]]) one.on("error", () => other.destroy()); // prettier-ignore
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${proxy.address().port}${path}`,
    close: () => {
      proxy.close();
      proxy.closeAllConnections?.();
    },
  };
}
