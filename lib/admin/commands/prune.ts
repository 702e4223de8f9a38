import { z } from "zod";
import { type Command, read } from "@/lib/admin/command";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { prune } from "@/lib/dispatch/retention/prune";
import { ConflictError } from "@/lib/errors";

const daysSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, { error: "--days must be a whole number from 1 to 9999." })
  .transform(Number);

export const pruneCommand: Command = {
  name: "prune",
  usage: "[--days D]",
  about: `Deletes deliveries that finished more than D days ago with their attempts, and events without any delivery left; what has
waited that long for a suspended URL fails. Without --days: RETENTION_DAYS (default 30). A running Callboard does the
same every ten minutes. Nothing else that is pending is touched, and work goes on meanwhile.`,
  takes: ["days"],
  async run(options) {
    const days = read(daysSchema.default(config().retentionDays), options.days);
    const session = await pool().connect();
    const pruned = await prune(session, { days }).finally(() => session.release());
    if (!pruned) throw new ConflictError("Another process is pruning just now; try again in a moment.");
    return {
      out: [
        `Deleted ${pruned.deliveries} deliveries and ${pruned.events} events older than ${days} days.`,
        `${pruned.expired} deliveries that had waited that long for a suspended URL have failed.`,
      ],
      json: { days, ...pruned },
    };
  },
};
