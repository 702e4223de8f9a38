import { openJsonApi } from "../api/json-api";
import { atTheEnd } from "../clean-up";
import { endpointCount, type OtherServer } from "../settings";
import { endpointUrl, eventOf, type WithSender } from "./sender";

/** An application of a Svix server that runs already; an endpoint listens to two channels, its own and that of all. */
export const withSvix =
  ({ url, key, pids: [program, ...stores] }: OtherServer): WithSender =>
  async (bench, use) => {
    const api = openJsonApi(url, { authorization: `Bearer ${key}` });
    const uid = `bench-${process.pid}`;
    const app = `/api/v1/app/${uid}`;
    await api.call("POST", "/api/v1/app/", 201, { name: uid, uid });
    const remove = atTheEnd(async () => {
      await api.call("DELETE", `${app}/`, 204);
      await api.close();
    });
    for (let n = 0; n < endpointCount; n += 1) {
      const channels = [`to-${n}`, "to-all"];
      await api.call("POST", `${app}/endpoint/`, 201, { url: endpointUrl(bench, n), channels });
    }
    try {
      return await use({
        title: "Svix",
        programs: program === undefined ? [] : [program],
        stores,
        send: (instanceID, to) =>
          api.call("POST", `${app}/msg/`, 202, {
            eventType: "created",
            payload: eventOf(instanceID),
            channels: [`to-${to}`],
          }),
      });
    } finally {
      await remove();
    }
  };
