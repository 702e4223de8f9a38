import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { type Finding, fine, stops } from "./finding";

/** Whether DATA_DIR is there and can be written to, or can be made. @param folder an absolute path */
export async function checkFolder(folder: string): Promise<Finding> {
  const nearest = nearestExisting(folder);
  try {
    await access(nearest, constants.W_OK | constants.X_OK);
  } catch {
    const what = nearest === folder ? "be written to" : `be made: ${nearest} cannot be written to`;
    return stops(
      `The data folder ${folder} cannot ${what} by the user of this process. Give that user the folder, or set DATA_DIR to another.`,
    );
  }
  return fine(
    nearest === folder ? `The data folder is ${folder}.` : `The data folder ${folder} will be made.`,
  );
}

function nearestExisting(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(at) || at === path.dirname(at)) return at;
  }
}
