import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { beforeNext } from "@/lib/web/before-next";

const appUrl = process.env.APP_URL ?? "";

/** Loaded into the web process with `--import`: Node tells of each request before it hands it to Next. */
subscribe("http.server.request.start", (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  beforeNext(request, response, appUrl);
});
