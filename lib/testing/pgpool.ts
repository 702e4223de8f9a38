import { existsSync } from "node:fs";
import path from "node:path";
import { newFolder, type Pooler, runPooler, writeOwned } from "./pgbouncer";
import { freePort } from "./ports";

const program = "/usr/sbin/pgpool";
export const hasPgpool = existsSync(program);

/**
 * pgpool-II in front of one server, in Debian's clustering mode: each of its clients has a session of its own for as long as it stays.
 * In the mode `raw`, statements that were prepared before ended at their limit of time.
 */
export async function startPgpool(target: string): Promise<Pooler> {
  const to = new URL(target);
  const port = await freePort();
  const folder = await newFolder("pgpool");
  const config = {
    backend_clustering_mode: "streaming_replication",
    listen_addresses: "127.0.0.1",
    port,
    socket_dir: folder,
    pcp_listen_addresses: "",
    pcp_port: await freePort(),
    pcp_socket_dir: folder,
    backend_hostname0: to.hostname,
    backend_port0: to.port,
    backend_weight0: 1,
    enable_pool_hba: "off",
    // It has no other way to hand a password on that the server wants by SCRAM.
    allow_clear_text_frontend_auth: "on",
    num_init_children: 64,
    pid_file_name: path.join(folder, "pgpool.pid"),
    logdir: folder,
  };
  const lines = Object.entries(config).map(([name, value]) => `${name} = '${value}'`);
  const file = path.join(folder, "pgpool.conf");
  await writeOwned(file, `${lines.join("\n")}\n`);
  return runPooler({ program, args: ["-n", "-f", file], folder, to, port });
}
