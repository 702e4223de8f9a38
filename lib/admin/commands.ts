import type { Command } from "./command";
import { backupCommands } from "./commands/backup";
import { dispatchCommands } from "./commands/dispatch";
import { endpointCommands } from "./commands/endpoint";
import { pruneCommand } from "./commands/prune";
import { reconcileCommand } from "./commands/reconcile";
import { tokenCommands } from "./commands/token";
import { triggerCommands } from "./commands/trigger";
import { userCommands } from "./commands/user";
import { webhooksCommands } from "./commands/webhooks";

/** Every command, in the order the help lists them. */
export const commands: readonly Command[] = [
  ...userCommands,
  ...tokenCommands,
  ...endpointCommands,
  ...webhooksCommands,
  ...dispatchCommands,
  ...triggerCommands,
  reconcileCommand,
  pruneCommand,
  ...backupCommands,
];
