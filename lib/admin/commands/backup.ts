import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Command, Options } from "@/lib/admin/command";
import { backUpEmbedded, restoreEmbedded } from "@/lib/backup/embedded";
import { megabytes, progressOf } from "@/lib/backup/progress";

const root = fileURLToPath(new URL("..", import.meta.url));

export const backupCommands: Command[] = [
  {
    name: "backup",
    usage: "FILE",
    argument: "FILE",
    standsAlone: true,
    about: `Copies the embedded database and the generated APP_SECRET into a new file, while Callboard runs or not. Keep the file as
safe as the machine: it holds every secret. A database of your own is backed up with pg_dump.`,
    async run(options) {
      const file = fileOf(options);
      const { manifest, bytes } = await backUpEmbedded(file, root, (total) =>
        progressOf(printProgress, (done) => `Copied ${megabytes(done)} of ${megabytes(total)}.`),
      );
      return {
        notes: [
          `The database as of ${manifest.madeAt} is in ${file} (${megabytes(bytes)} before compression).`,
        ],
        json: { file, bytes, ...manifest },
      };
    },
  },
  {
    name: "restore",
    usage: "FILE [--yes]",
    argument: "FILE",
    flags: ["yes"],
    standsAlone: true,
    about: `Puts a backup in the place of the embedded database; Callboard must not run. It is unpacked beside what is there, started and
read as a whole first. What was there is put aside and never deleted; without --yes it stays where it is. Restored where it was made, it goes
on from that state with numbers that nobody has; anywhere else callbacks are held until somebody says what it is.`,
    async run(options) {
      const file = fileOf(options);
      const { manifest, aside, skipped, pending } = await restoreEmbedded(file, root, {
        yes: options.yes === true,
        unpacking: (total) =>
          progressOf(printProgress, (done) => `Unpacked ${megabytes(done)} of ${megabytes(total)}.`),
        reading: (total) =>
          progressOf(printProgress, (done) => `Read ${megabytes(done)} of ${megabytes(total)} again.`),
      });
      const waiting = `${pending} ${pending === 1 ? "delivery is" : "deliveries are"} pending in it`;
      const notes = [
        `The database is as of ${manifest.madeAt}. Users, tokens and settings are as they were then; everybody signs in again.`,
        ...(aside ? [`What was there is in ${aside}. Delete it when you no longer need it.`] : []),
        ...(skipped
          ? [
              ...(pending > 0
                ? [
                    `${waiting}, and will be sent, again where that was done since (with the same webhook-id).`,
                  ]
                : []),
              "These are passed over, because they may have been given out since:",
              ...Object.entries(skipped).map(([kind, numbers]) => `  ${kind}: ${numbers}`),
            ]
          : [
              `${waiting}. Callbacks are held until somebody says what it is: npm run admin -- dispatch show`,
            ]),
      ];
      return {
        notes,
        json: {
          restoredFrom: file,
          madeAt: manifest.madeAt,
          aside,
          pending,
          skipped,
          held: skipped === null,
        },
      };
    },
  },
];

const fileOf = ({ FILE }: Options) => path.resolve(String(FILE));

/** Progress goes where what is said about the answer goes. */
function printProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}
