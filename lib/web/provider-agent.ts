import http from "node:http";
import https from "node:https";
import type net from "node:net";
import { warnSparingly } from "@/lib/limited-log";

/** For a whole answer; next-auth's own limit is for silence alone, which a provider that answers drop by drop never keeps. */
export const maxAnswerMs = 10_000;
/** The largest documents of providers, their lists of keys, have some ten kilobytes. */
export const maxAnswerBytes = 1024 * 1024;
const maxSockets = 32;

/**
 * An agent whose connections to a single sign-on provider carry one answer each, within a limit of time and size; beyond it
 * the connection is closed and the sign-in fails.
 * @param issuer whose scheme says whether the connections are encrypted
 */
export function providerAgent(issuer: string): http.Agent {
  const agent = issuer.startsWith("https:")
    ? new https.Agent({ maxSockets })
    : new http.Agent({ maxSockets });
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => bounded(create(options, callback) as net.Socket);
  return agent;
}

function bounded(socket: net.Socket): net.Socket {
  const giveUp = (reason: string) => {
    warnSparingly("sign_in.answer_given_up", { event: "sign_in.answer_given_up", reason });
    // Not with an error: whoever asked may have ceased to listen for one.
    socket.destroy();
  };
  const timer = setTimeout(() => giveUp(`not whole within ${maxAnswerMs / 1000} s`), maxAnswerMs);
  socket.once("close", () => clearTimeout(timer));
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) giveUp(`larger than ${maxAnswerBytes / 1024} KiB`);
  });
  return socket;
}
