import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { insertUser } from "@/lib/users/user-row";
import { unexpected } from "@/lib/web/unexpected";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import type { WebhooksInput } from "@/lib/webhooks/schema";

/**
 * One person who saves the callback settings, as a process of its own, as on a web node of its own: reads them, says `ready`,
 * saves when told `go`, and says how it ended.
 */
export type SaveStart = { name: string; email: string; input: Omit<WebhooksInput, "version"> };
export type SaveReport =
  | { kind: "ready" }
  | { kind: "saved" | "conflict"; message: string; ms: number }
  | { kind: "error"; message: string; ms: number };

const report = (message: SaveReport) => process.send?.(message);
const { name, email, input } = JSON.parse(process.argv[2] ?? "{}") as SaveStart;
const person = await insertUser(pool(), { email, name, role: "administrator", passwordHash: null });
const { version } = await readWebhooks(operator);

process.on("message", async () => {
  const startedAt = performance.now();
  const ms = () => performance.now() - startedAt;
  try {
    const outcome = await replaceWebhooks(
      {
        kind: "user",
        userId: person.id,
        name,
        role: "administrator",
        scopes: ["read", "write"],
        tokenId: null,
        address: "127.0.0.1",
      },
      { ...input, version },
    );
    const message = outcome.kind === "conflict" ? outcome.message : "";
    report({ kind: outcome.kind, message, ms: ms() });
  } catch (error) {
    report({ kind: "error", message: unexpected(error, { action: "save" }), ms: ms() });
  }
});
process.on("disconnect", () => process.exit(0));
report({ kind: "ready" });
