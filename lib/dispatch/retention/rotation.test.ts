import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { rotateSecret } from "@/lib/endpoints/rotate-secret";
import { openSecret } from "@/lib/endpoints/secret-box";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { type Received, startReceiver } from "@/lib/testing/receiver";
import { forgetSecrets } from "./forget-secrets";

afterAll(() => pool().end());

const signatures = ({ headers }: Received) => new Map(headers).get("webhook-signature")?.split(" ") ?? [];
const verifies = (secret: string, request: Received) => {
  try {
    new Webhook(secret).verify(`"${request.path.split("?")[1]}"`, Object.fromEntries(request.headers));
    return true;
  } catch {
    return false;
  }
};

test("callbacks carry both signatures from the moment a rotation returns, and one once the old secret has ended", async () => {
  const receiver = await startReceiver();
  const id = await addEndpoint(`${receiver.url}/rotated`);
  const secret = async () => {
    const { rows } = await database().query<{ secret: Buffer }>("select secret from endpoint where id = $1", [
      id,
    ]);
    return openSecret(rows[0]?.secret ?? Buffer.alloc(0), id, config().appSecret);
  };
  const next = async (): Promise<Received> => {
    const before = receiver.received.length;
    await addDeliveries([id]);
    const request = (await receiver.until((received) => received.length > before)).at(-1);
    if (!request) throw new Error("Nothing was received.");
    return request;
  };
  dispatcherHere();
  const old = await secret();
  const first = await next();
  expect([signatures(first).length, verifies(old, first)]).toEqual([1, true]);

  await rotateSecret(operator, `ep_${id}`);
  const fresh = await secret();
  const both = await next();
  expect([signatures(both).length, verifies(old, both), verifies(fresh, both)]).toEqual([2, true, true]);

  await database().query("update endpoint set previous_secret_until = now() - interval '1 s'");
  const alone = await eventually(async () => {
    const request = await next();
    return signatures(request).length === 1 && request;
  });
  expect([verifies(old, alone), verifies(fresh, alone)]).toEqual([false, true]);
  await receiver.close();
});

test("a secret that has ended is deleted, one that is still valid stays", async () => {
  const [ended, valid] = [
    await addEndpoint("http://127.0.0.1:1/a"),
    await addEndpoint("http://127.0.0.1:1/b"),
  ];
  await rotateSecret(operator, `ep_${ended}`);
  await rotateSecret(operator, `ep_${valid}`);
  await database().query("update endpoint set previous_secret_until = now() - interval '1 s' where id = $1", [
    ended,
  ]);
  await forgetSecrets(database());
  const { rows } = await database().query(
    "select previous_secret is null as secret, previous_secret_until is null as until from endpoint order by id",
  );
  expect(rows).toEqual([
    { secret: true, until: true },
    { secret: false, until: false },
  ]);
});
