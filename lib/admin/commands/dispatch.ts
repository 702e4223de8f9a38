import { type Command, read } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { readHold } from "@/lib/installation/hold";
import { releaseDispatch } from "@/lib/installation/release";
import { releaseInput } from "@/lib/installation/schema";
import { choiceTexts, holdText } from "@/lib/installation/view";

export const dispatchCommands: Command[] = [
  {
    name: "dispatch show",
    usage: "",
    about:
      "Says whether callbacks go out from this database, or are held because it was restored, copied or moved.",
    async run() {
      const hold = await readHold();
      const held =
        hold && `Callbacks are held. ${holdText(hold)} See: npm run admin -- dispatch release --help`;
      return { out: [held ?? "Callbacks go out from this database."], json: { held: hold } };
    },
  },
  {
    name: "dispatch release",
    usage: "--as moved|copy",
    about: `Says what a held database is. moved: ${choiceTexts.moved.what} copy: ${choiceTexts.copy.what}`,
    needs: ["as"],
    async run({ as }) {
      const choice = read(releaseInput, { as }).as;
      await releaseDispatch(operator, choice);
      const note =
        choice === "moved"
          ? "Callbacks go out from this database again."
          : "All callbacks are switched off, and what was pending is being cancelled.";
      return { notes: [note], json: { as: choice } };
    },
  },
];
