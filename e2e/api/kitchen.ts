import { expect } from "@playwright/test";
import type { Receiver } from "@/lib/testing/receiver";
import type { Answer, Kitchen } from "./recipes";

/** What recipes need of the Callboard at this address. @param token an administrator's */
export function kitchenOf({
  receiver,
  url,
  token,
}: {
  receiver: Receiver;
  url: string;
  token: string;
}): Kitchen {
  const call: Kitchen["call"] = async (method, path, body, headers) =>
    answerOf(
      await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const instance = async () =>
    (await call("POST", "/api/instances/create", { processName: "Documented" })).body.instanceID;
  const entry = `${receiver.url}/documented`;
  const endpoint = async () => {
    const { body } = await call("GET", "/api/webhooks");
    const settings = { ...body, created: { enabled: true, urls: [entry] } };
    await call("PUT", "/api/webhooks", settings, { "if-match": "*" });
    const { items } = (await call("GET", "/api/endpoints")).body;
    const entered = items.find((one) => one.url === entry);
    if (!entered) throw new Error("The receiver's URL was not entered.");
    await call("POST", `/api/endpoints/${entered.endpointID}/resume`);
    return entered.endpointID;
  };
  const delivery = async () => {
    await endpoint();
    const instanceID = await instance();
    const path = `/api/deliveries?instanceID=${instanceID}&status=delivered`;
    let found: { deliveryID: string } | undefined;
    await expect(async () => {
      [found] = (await call("GET", path)).body.items;
      expect(found).toBeDefined();
    }).toPass({ timeout: 20_000 });
    return found?.deliveryID ?? "";
  };
  return { receiver, call, instance, endpoint, delivery };
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
