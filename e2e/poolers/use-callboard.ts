import pLimit from "p-limit";
import { freePort } from "@/lib/testing/ports";
import { spawnCallboard } from "../callboard";
import {
  administrator,
  appSecret,
  type FaultCallboard,
  startFaultCallboard,
  tokenOf,
} from "../faults/callboard";
import { prepareDatabase } from "../faults/database";
import { startDispatcher } from "../faults/dispatchers";
import { type FaultReceiver, startFaultReceiver } from "../faults/receiver";
import type { Stage } from "../faults/stage";
import { until } from "../faults/wait";

const creates = 40;
const atOnce = 16;

/**
 * Starts Callboard with these settings and uses all of it: token, sign-in page, settings, creates, calls, log, metrics, readiness.
 * @param options.dispatcherAt where a dispatcher runs that this Callboard does not
 * @param options.apiAt the settings of an `npm run api` beside it, which then answers the API
 * @returns what was seen
 * @throws Error where anything is not as it would be without a pooler
 */
export async function useCallboard(
  stage: Stage,
  env: Record<string, string>,
  { dispatcherAt, apiAt }: { dispatcherAt?: string; apiAt?: Record<string, string> } = {},
): Promise<string> {
  const receiver = await startFaultReceiver(stage);
  const callboard = await startFaultCallboard(stage, env);
  if (dispatcherAt) await startDispatcher(stage, await prepareDatabase(stage, dispatcherAt, appSecret));
  const token = await tokenOf(
    dispatcherAt ? { ...callboard, env: { ...callboard.env, DATABASE_DIRECT_URL: dispatcherAt } } : callboard,
  );
  const call = caller(apiAt ? await startApi(stage, { ...callboard.env, ...apiAt }) : callboard.url, token);
  await saveUrl(call, `${receiver.url}/created`);
  const limit = pLimit(atOnce);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: creates }, (_, n) =>
      limit(() => call("POST", "/api/instances/create", { processName: `Request ${n}` })),
    ),
  );
  const createdMs = performance.now() - startedAt;
  await receiver.arrived(creates, 30_000);
  await sawAll(call, receiver);
  await caller(callboard.url, token)("GET", "/sign-in");
  return `${creates} created in ${(createdMs / 1_000).toFixed(1)} s, all delivered, log, metrics and readiness as they should be.`;
}

type Call = ReturnType<typeof caller>;

async function saveUrl(call: Call, url: string): Promise<void> {
  const { answer, headers } = await call("GET", "/api/webhooks");
  const settings = JSON.parse(answer) as { created: { enabled: boolean; urls: string[] } };
  const created = { ...settings.created, enabled: true, urls: [url] };
  await call("PUT", "/api/webhooks", { ...settings, created }, { "if-match": headers.get("etag") ?? "" });
}

async function sawAll(call: Call, receiver: FaultReceiver): Promise<void> {
  await until("the log says that all were delivered", async () => {
    const { answer } = await call("GET", "/api/deliveries?status=delivered&limit=100");
    return (JSON.parse(answer) as { items: unknown[] }).items.length === creates;
  });
  const calls = (await receiver.log()).length;
  if (calls !== creates) throw new Error(`The receiver got ${calls} calls instead of ${creates}.`);
  const { answer: metrics } = await call("GET", "/api/metrics");
  if (!/^callboard_/m.test(metrics)) throw new Error(`The metrics are: ${metrics}`);
  const { answer: reconciled } = await call("GET", "/api/reconciliation");
  const { delivered, unaccounted } = JSON.parse(reconciled);
  if (delivered !== creates || unaccounted !== 0) throw new Error(`Reconciliation says ${reconciled}`);
  await call("GET", "/api/health/ready");
}

/** @returns its address, once it answers */
async function startApi(stage: Stage, env: Record<string, string>): Promise<string> {
  const api = await spawnCallboard({ ...env, PORT: String(await freePort()), LOG_LEVEL: "info" }, "api");
  stage.after(api.stop);
  await api.line(/"event":"api\.listening"/);
  return api.url;
}

/** Callboard's last words, where these settings keep it from starting. */
export async function refusedStart(stage: Stage, env: Record<string, string>): Promise<string> {
  const settings = {
    PORT: String(await freePort()),
    APP_SECRET: appSecret,
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    DATA_DIR: await stage.folder("refused"),
    ...env,
  };
  const { exit, lines } = await spawnCallboard(settings);
  if ((await exit) === 0) throw new Error("It ended well.");
  return lines.join("\n");
}

/** Calls the API; throws where it does not answer 2xx. */
function caller(url: FaultCallboard["url"], token: string) {
  return async (method: string, at: string, body?: unknown, more: Record<string, string> = {}) => {
    const response = await fetch(`${url}${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...more },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${at} answered ${response.status}: ${answer}`);
    return { answer, headers: response.headers };
  };
}
