import { once } from "node:events";
import net from "node:net";
import { SettingsError } from "@/lib/config";

/** @throws SettingsError when something listens there already, or this user may not */
export async function assertPortFree(port: number, host: string): Promise<void> {
  const probe = net.createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new SettingsError([
        `Port ${port} on ${host} is already taken. Stop what uses it, or set PORT to another one.`,
      ]);
    }
    if (code === "EACCES")
      throw new SettingsError([`This user may not listen on port ${port}. Set PORT to one above 1023.`]);
    throw new SettingsError([
      `Callboard cannot listen on HOST ${host} (${code}). Set HOST to an address of this machine.`,
    ]);
  } finally {
    probe.close();
  }
}

/** The first port from `from` on that is free. @throws SettingsError when none of a hundred is */
export async function freePortFrom(from: number, host: string): Promise<number> {
  for (let port = from; ; port += 1) {
    try {
      await assertPortFree(port, host);
      return port;
    } catch (error) {
      if (port >= from + 100) throw error;
    }
  }
}

/** How what listens on HOST is reached from this machine, as an address has it (RFC 3986, 3.2.2). */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
