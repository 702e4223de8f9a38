import { databaseUrlOf } from "../../callboard";
import { appSecret, startFaultCallboard, tokenOf } from "../callboard";
import { prepareDatabase } from "../database";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { callApi, halfChanges } from "../writers";

export const submittedTwice: Row = {
  number: 16,
  title: "the same submit twice, at once and one after the other",
  must: "one change, one event",
  core: true,
  async run(stage) {
    const checks = createChecks();
    const receiver = await startFaultReceiver(stage);
    const callboard = await startFaultCallboard(stage);
    const database = await prepareDatabase(stage, await databaseUrlOf(callboard.dataDir), appSecret);
    await database.enable([`${receiver.url}/a`], ["created", "updated", "deleted"]);
    const token = await tokenOf(callboard);
    const call = (method: string, path: string, body?: unknown, key?: string) =>
      callApi(callboard.url, token, method, path, {
        body,
        headers: key === undefined ? {} : { "idempotency-key": key },
      });
    const events = () => database.count("event", "true");

    const { body: made } = await call("POST", "/api/instances/create", { processName: "training-request" });
    const path = `/api/instances/${made.instanceID}`;
    // From the version the form was opened at, as people's and programs' second clicks are.
    const edits = [1, 2, 3, 4].map(() => call("PUT", path, { version: 1, Status: "Approved" }));
    const statuses = (await Promise.all(edits))
      .map((one) => one.status)
      .sort()
      .join(" ");
    checks.holds(statuses === "200 409 409 409", `Four times the same change was answered ${statuses}.`);
    checks.holds((await events()) === 2, `One change made ${(await events()) - 1} events.`);
    const deletions = (await Promise.all([call("DELETE", path), call("DELETE", path)]))
      .map((one) => one.status)
      .sort();
    checks.holds(
      deletions.join(" ") === "200 404",
      `Twice the same deletion was answered ${deletions.join(" ")}.`,
    );
    checks.holds((await events()) === 3, `One deletion made ${(await events()) - 2} events.`);

    const keyed = await withKeys(call);
    const madeByKeys = (await events()) - 3;
    checks.holds(
      new Set(keyed).size === 1,
      `The same key and body were answered ${[...new Set(keyed)].join(", ")}.`,
    );
    checks.holds(madeByKeys === 1, `The same creation with one key made ${madeByKeys} events.`);
    const half = await halfChanges(database);
    checks.holds(half === 0, `${half} instances do not say what their events say.`);
    await database.drained();
    const counted = await database.judgeAll(receiver, ["/a"]);
    checks.counted(counted, 0);
    return {
      counted,
      figure: `4 × the same version: 1 change; 2 × the same deletion: 1; ${keyed.length} × the same key: ${madeByKeys}`,
      violations: checks.violations,
    };
  },
};

type Call = (
  method: string,
  path: string,
  body?: unknown,
  key?: string,
) => Promise<{ status: number; body: { eventID?: string } }>;

/** What five creations with one key were answered, three at once and two later. */
async function withKeys(call: Call): Promise<string[]> {
  const create = () => call("POST", "/api/instances/create", { processName: "keyed" }, "the same submit");
  const atOnce = await Promise.all([create(), create(), create()]);
  const later = [await create(), await create()];
  return [...atOnce, ...later].map((one) => `${one.status} ${one.body.eventID}`);
}
