// What proxies in front of a receiver make of its queries: each that this machine has is run, with the configuration that
// docs/receivers/servers.md tells, and given the calls byte for byte.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { wanted } from "../bring.mjs";
import { freePort } from "../own-callboard.mjs";

const asRoot = process.getuid?.() === 0;
const apacheModules = ["mpm_event", "authz_core", "proxy", "proxy_http"]
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join("\n");
const lighttpd = (setting) => ({
  version: ["lighttpd", "-v"],
  file: "lighttpd.conf",
  text: ({ folder, port, to }) => `server.port = ${port}
server.bind = "127.0.0.1"
server.document-root = "${folder}"
server.modules = ("mod_proxy")
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${to})))
${setting}
`,
  command: (file) => ["lighttpd", "-D", "-f", file],
});

/** Each proxy by name: its configuration, how it is run, and whether queries come through it as they were sent. */
export const proxies = {
  nginx: {
    version: ["nginx", "-v"],
    file: "nginx.conf",
    text: ({ folder, port, to }) => `${asRoot ? "user root;" : ""}
daemon off; pid ${folder}/nginx.pid; events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${folder}/${one};`).join(" ")}
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${to}; } }
  server { listen 127.0.0.1:${port}; server_name rewritten; location / { proxy_pass http://127.0.0.1:${to}/inner/; } }
}
`,
    command: (file) => ["nginx", "-e", "stderr", "-c", file],
    hosts: ["127.0.0.1", "rewritten"],
  },
  apache: {
    version: ["apache2", "-v"],
    file: "apache.conf",
    text: ({ folder, port, to }) => `${apacheModules}
ServerRoot ${folder}
ServerName 127.0.0.1
${asRoot ? "User www-data\nGroup www-data" : ""}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/apache.log
Listen 127.0.0.1:${port}
ProxyPass / http://127.0.0.1:${to}/
`,
    command: (file) => ["apache2", "-D", "FOREGROUND", "-f", file],
  },
  haproxy: {
    version: ["haproxy", "-v"],
    file: "haproxy.cfg",
    text: ({ port, to }) => `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend hooks
  bind 127.0.0.1:${port}
  default_backend receiver
backend receiver
  server one 127.0.0.1:${to}
`,
    command: (file) => ["haproxy", "-db", "-f", file],
  },
  caddy: {
    version: ["caddy", "version"],
    file: "Caddyfile",
    text: ({ port, to }) => `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  reverse_proxy 127.0.0.1:${to}
}
`,
    command: (file) => ["caddy", "run", "--adapter", "caddyfile", "--config", file],
  },
  lighttpd: lighttpd('server.http-parseopts = ("url-normalize" => "disable")'),
  "lighttpd-as-it-comes": { ...lighttpd(""), alters: true },
};

/** Sends the calls through a proxy. @returns what became of the queries; throws where that is something else than was known */
export async function queriesThrough(name, { calls, folder }) {
  const { version, file, text, command, hosts = ["127.0.0.1"], alters = false } = proxies[name];
  wanted(version);
  mkdirSync(folder, { recursive: true });
  let seen = "";
  const receiver = createServer({ maxHeaderSize: 2 ** 17 }, (request, answer) => {
    seen = request.url;
    answer.writeHead(204).end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const port = await freePort();
  const configuration = path.join(folder, file);
  writeFileSync(configuration, text({ folder, port, to: receiver.address().port }));
  const [program, ...args] = command(configuration);
  const proxy = spawn(program, args, { stdio: "ignore", env: { ...process.env, HOME: folder } });
  const ended = once(proxy, "exit");
  try {
    await listening(port, proxy);
    const sent = calls();
    const altered = [];
    let refused = 0;
    for (const host of hosts) {
      for (const { target, query } of sent) {
        const status = await statusOf(port, target, host);
        if (status !== 204) refused += 1;
        else if (seen.slice(seen.indexOf("?") + 1) !== query) altered.push(`${query} → ${seen}`);
      }
    }
    if (altered.length > 0 !== alters)
      throw new Error(`${altered.length} altered, as ${altered.slice(0, 5).join("\n")}`);
    const all = (sent.length * hosts.length).toLocaleString("en-US");
    return `of ${all} calls it refused ${refused} and altered the query of ${altered.length}`;
  } finally {
    proxy.kill("SIGTERM");
    await ended;
    receiver.closeAllConnections();
    receiver.close();
  }
}

async function listening(port, program) {
  while (program.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await pause(50);
  }
  throw new Error(`It ended with ${program.exitCode} before it listened.`);
}

/** The status of a GET of exactly this target. */
async function statusOf(port, target, host) {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`, "latin1");
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}
