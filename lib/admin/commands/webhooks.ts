import type { Command } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { eventTypes } from "@/lib/events/event-types";
import { readWebhooks } from "@/lib/webhooks/read";
import { settingsOf } from "@/lib/webhooks/view";

export const webhooksCommands: Command[] = [
  {
    name: "webhooks show",
    usage: "",
    about: "Shows the callback settings: for each event type whether it is on, and its URLs.",
    async run() {
      const settings = settingsOf(await readWebhooks(operator));
      const out = eventTypes.flatMap((type) => {
        const { enabled, urls } = settings[type];
        return [
          `${type}: ${enabled ? "on" : "off"}`,
          ...(urls.length > 0 ? urls.map((url) => `  ${url}`) : ["  no URL"]),
        ];
      });
      return { out, json: settings };
    },
  },
];
