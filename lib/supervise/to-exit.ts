import { SettingsError } from "@/lib/config";
import { EmbeddedDatabaseError } from "@/lib/db/embedded/error";
import { MigrationError } from "@/lib/db/migrate";

/** Ends this process when `work` has: with 0, or with 1 and a sentence that says what to do where it is known. */
export async function toExit(work: () => Promise<void>): Promise<never> {
  try {
    await work();
    process.exit(0);
  } catch (error) {
    if (
      error instanceof SettingsError ||
      error instanceof EmbeddedDatabaseError ||
      error instanceof MigrationError
    ) {
      console.error(error.message);
    } else {
      console.error("Callboard could not start because of an error it does not know:", error);
    }
    process.exit(1);
  }
}
