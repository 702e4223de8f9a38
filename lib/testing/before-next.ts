import type { Server } from "node:http";
import type { AnswerApi } from "@/lib/web/api-listener";
import { interceptRequests } from "@/lib/web/intercept-requests";
import { listenHere } from "./ports";

let stands = false;

/** Stands in for the API: it answers one address, and no other. */
const answerApi: AnswerApi = ({ url }, response) => {
  if (url !== "/api/known") return false;
  response.writeHead(204).end();
  return true;
};

/**
 * Puts into this process what stands before Next, and starts a server that stands in for Next's: what reaches its handler would
 * reach Next. The app's address is `https://callboard.example.com`.
 * @returns the server's port
 */
export async function listenBehindBeforeNext(server: Server): Promise<number> {
  const appUrl = "https://callboard.example.com";
  process.env.APP_URL = appUrl;
  if (!stands) interceptRequests({ appUrl, answerApi, development: false });
  stands = true;
  return listenHere(server);
}
