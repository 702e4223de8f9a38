import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Agent, request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "@/lib/testing/eventually";
import { freePort, listenHere } from "@/lib/testing/ports";
import { read } from "./docs-pages";

/** Each configuration of docs/proxies, run by the real program where this machine has it. */

const folder = mkdtempSync(path.join(tmpdir(), "proxies-"));
const certificate = path.join(folder, "callboard.pem");
const key = path.join(folder, "callboard.key");
const isRoot = process.getuid?.() === 0;

/** What Callboard gets: the headers, how long a body was, and by which process. A stream stays open after its first line. */
const backendOf = (servedBy: "web" | "api") =>
  http.createServer(async (incoming, answer) => {
    if (incoming.url === "/stream") return answer.writeHead(200, stream).write("data: first\n\n");
    let bytes = 0;
    for await (const chunk of incoming) bytes += chunk.length;
    answer.end(JSON.stringify({ ...incoming.headers, bytes, servedBy }));
  });
const backend = backendOf("web");
/** `npm run api`, where a page leads to that as well. */
const apiBackend = backendOf("api");
const stream = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};
let backendPort = 0;
let apiPort = 0;

beforeAll(async () => {
  [backendPort, apiPort] = await Promise.all([listenHere(backend), listenHere(apiBackend)]);
  const secret = readFileSync("lib/testing/certificates/valid.key", "utf8");
  writeFileSync(key, secret);
  writeFileSync(certificate, `${readFileSync("lib/testing/certificates/valid.crt", "utf8")}${secret}`);
});
afterAll(() => {
  for (const one of [backend, apiBackend]) {
    one.closeAllConnections();
    one.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

type Proxy = {
  name: string;
  page: string;
  version: string[];
  /** A part of the program that comes in a package of its own. */
  needs?: string;
  /** Whether the page leads to `npm run api` as well. */
  hasApi?: true;
  /** Puts the page where the program reads it, listening on this port. @returns how it is run, staying in the foreground */
  run: (page: string, port: number) => [command: string, ...args: string[]];
};

const write = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const apacheModules = ["mpm_event", "authz_core", "socache_shmcb", "ssl", "proxy", "proxy_http"];

function runNginx(page: string, port: number): [string, ...string[]] {
  const user = isRoot ? "user root;" : "";
  const inner = write("nginx-page.conf", page.replace("listen 443", `listen 127.0.0.1:${port}`));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((one) => `${one}_temp_path ${folder}/${one};`)
    .join(" ");
  const outer = `${user} daemon off; pid ${folder}/nginx.pid; error_log stderr; events {} http { access_log off; ${temporary} include ${inner}; }`;
  return ["nginx", "-e", "stderr", "-c", write("nginx.conf", outer)];
}

const proxies: Proxy[] = [
  { name: "nginx", page: "nginx.conf", version: ["nginx", "-v"], run: runNginx },
  { name: "nginx", page: "nginx-api.conf", version: ["nginx", "-v"], hasApi: true, run: runNginx },
  {
    name: "Apache",
    page: "apache.conf",
    version: ["apache2", "-v"],
    needs: "/usr/lib/apache2/modules/mod_proxy_http.so",
    run(page, port) {
      const lines = [
        `ServerRoot ${folder}`,
        "ServerName callboard.example.com",
        `PidFile ${folder}/apache.pid`,
        `ErrorLog ${folder}/apache.log`,
        `Listen 127.0.0.1:${port}`,
        ...(isRoot ? ["User nobody", "Group nogroup"] : []),
        ...apacheModules.map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`),
        page.replace("*:443", `*:${port}`),
      ];
      return ["apache2", "-DFOREGROUND", "-f", write("apache.conf", lines.join("\n"))];
    },
  },
  {
    name: "HAProxy",
    page: "haproxy.cfg",
    version: ["haproxy", "-v"],
    run: (page, port) => [
      "haproxy",
      "-f",
      write("haproxy.cfg", page.replace("bind :443", `bind 127.0.0.1:${port}`)),
    ],
  },
  {
    name: "lighttpd",
    page: "lighttpd.conf",
    version: ["lighttpd", "-v"],
    needs: "/usr/lib/lighttpd/mod_openssl.so",
    run(page, port) {
      const text = page
        .replace("server.port = 443", `server.port = ${port}\nserver.bind = "127.0.0.1"`)
        .replace('"/var/www"', `"${folder}"`);
      return ["lighttpd", "-D", "-f", write("lighttpd.conf", text)];
    },
  },
  {
    name: "Caddy",
    page: "Caddyfile",
    version: ["caddy", "version"],
    run(page, port) {
      const text = page.replace(
        "callboard.example.com {",
        `{\n\tadmin off\n\tauto_https off\n}\nhttps://callboard.example.com:${port} {\n\ttls ${certificate} ${key}`,
      );
      return ["caddy", "run", "--adapter", "caddyfile", "--config", write("Caddyfile", text)];
    },
  },
  {
    name: "Traefik",
    page: "traefik.yml",
    version: ["traefik", "version"],
    run: (page, port) => [
      "traefik",
      `--entryPoints.websecure.address=127.0.0.1:${port}`,
      `--providers.file.filename=${write("callboard.yml", page)}`,
      "--global.sendAnonymousUsage=false",
      "--global.checkNewVersion=false",
    ],
  },
];

for (const proxy of proxies) {
  const [program = "", ...args] = proxy.version;
  const missing =
    spawnSync(program, args).error !== undefined
      ? program
      : proxy.needs !== undefined && !existsSync(proxy.needs)
        ? proxy.needs
        : null;
  const isThere = missing === null;
  if (!isThere) console.warn(`\n*** NOT RUN: docs/proxies/${proxy.page}. There is no ${missing} here. ***\n`);

  test.skipIf(!isThere)(
    `behind ${proxy.name} as docs/proxies/${proxy.page} says: Host, the client's address, a stream, a large body`,
    async () => {
      const port = await freePort();
      const page = read(`docs/proxies/${proxy.page}`)
        .replaceAll("127.0.0.1:3000", `127.0.0.1:${backendPort}`)
        .replaceAll("127.0.0.1:3001", `127.0.0.1:${apiPort}`)
        .replace('"port" => 3000', `"port" => ${backendPort}`)
        .replaceAll("/etc/ssl/", `${folder}/`);
      const running = start(proxy.run(page, port));
      const host = `callboard.example.com:${port}`;
      const agent = new Agent({
        connect: { rejectUnauthorized: false, servername: "callboard.example.com" },
      });
      const call = (at: string, options: { method?: "POST"; body?: Buffer } = {}) =>
        request(`https://127.0.0.1:${port}${at}`, {
          ...options,
          dispatcher: agent,
          headers: { host, "x-forwarded-for": "198.51.100.9" },
        });
      try {
        await eventually(async () => {
          if (running.child.exitCode !== null) throw new Error(running.said());
          return call("/").then(
            async ({ statusCode, body }) => (await body.text()) !== "" && statusCode === 200,
            () => false,
          );
        });
        const servers = [
          ["/", "web"],
          ["/api/auth/session", "web"],
          ["/api/events", proxy.hasApi ? "api" : "web"],
        ] as const;
        for (const [at, servedBy] of servers) {
          const got = await call(at, { method: "POST", body: Buffer.alloc(8 * 1024 * 1024) });
          expect([at, got.statusCode]).toEqual([at, 200]);
          const seen = (await got.body.json()) as Record<string, string | number>;
          expect([at, seen.servedBy]).toEqual([at, servedBy]);
          expect(seen.host).toBe(host);
          // Callboard believes the last entry, which is the proxy's own.
          expect(String(seen["x-forwarded-for"])).toMatch(/(^|[, ])127\.0\.0\.1$/);
          expect(seen.bytes).toBe(8 * 1024 * 1024);
        }
        const streamed = await call("/stream");
        for await (const chunk of streamed.body) {
          expect(String(chunk)).toBe("data: first\n\n");
          break;
        }
      } finally {
        await agent.destroy();
        await running.stop();
      }
    },
  );
}

/** A program in a process group of its own, which ends with all its workers. */
function start([command, ...args]: [string, ...string[]]) {
  const env = { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder } as NodeJS.ProcessEnv;
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const pipe of [child.stdout, child.stderr]) {
    pipe?.on("data", (chunk) => {
      text += chunk;
    });
  }
  const ended = once(child, "exit");
  return {
    child,
    said: () => text,
    async stop() {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}
