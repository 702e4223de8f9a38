import { startDeafPort } from "@/lib/testing/deaf-port";
import { Skip } from "./row";
import type { Stage } from "./stage";

/** A port whose SYN nobody answers, for as long as the row plays. */
export async function silentPort(stage: Stage): Promise<number> {
  stage.assertOpen();
  const port = await startDeafPort(stage.after);
  if (port !== null) return port;
  throw new Skip(
    "this system takes connections for a stopped process without end, so no SYN stays unanswered",
  );
}
