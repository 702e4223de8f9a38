// The API as a process of its own, which loads nothing of Next: `npm run api` (docs/decisions/0066).
import { createApiListener } from "@/lib/web/api-listener";
import { serveApi } from "@/lib/web/serve-api";
import { routes } from "./api/routes";

/** Runs until it is told to stop. @returns the exit code */
export const serve = (): Promise<number> => serveApi(createApiListener(routes));
