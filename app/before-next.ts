// Loaded into the web process with `--import`, before Next makes its server.
import { createApiListener } from "@/lib/web/api-listener";
import { interceptRequests } from "@/lib/web/intercept-requests";
import { routes } from "./api/routes";

const development = process.env.NODE_ENV === "development";

interceptRequests({
  appUrl: process.env.APP_URL ?? "",
  // While developing, Next answers: it makes a route anew when its file changes.
  answerApi: development ? () => false : createApiListener(routes),
  development,
});
