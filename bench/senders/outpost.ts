import { openJsonApi } from "../api/json-api";
import { atTheEnd } from "../clean-up";
import { endpointCount, type OtherServer } from "../settings";
import { endpointUrl, eventOf, type WithSender } from "./sender";

/** A tenant of a Hookdeck Outpost that runs already; an endpoint wants two topics, its own and that of all. */
export const withOutpost =
  ({ url, key, pids: [program, ...stores] }: OtherServer): WithSender =>
  async (bench, use) => {
    const api = openJsonApi(url, { authorization: `Bearer ${key}` });
    const id = `bench-${process.pid}`;
    const tenant = `/api/v1/tenants/${id}`;
    await api.call("PUT", tenant, 201);
    const remove = atTheEnd(async () => {
      await api.call("DELETE", tenant, 200);
      await api.close();
    });
    for (let n = 0; n < endpointCount; n += 1) {
      const topics = [`to-${n}`, "to-all"];
      const config = { url: endpointUrl(bench, n) };
      await api.call("POST", `${tenant}/destinations`, 201, { type: "webhook", topics, config });
    }
    try {
      return await use({
        title: "Outpost",
        programs: program === undefined ? [] : [program],
        stores,
        send: (instanceID, to) =>
          api.call("POST", "/api/v1/publish", 202, {
            tenant_id: id,
            topic: `to-${to}`,
            data: eventOf(instanceID),
          }),
      });
    } finally {
      await remove();
    }
  };
