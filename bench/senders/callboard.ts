import { serverPid } from "../cpu";
import { withRelease } from "../release";
import { eventOf, type WithSender } from "./sender";

/** This build, web process and dispatcher; an endpoint is called for two processes, its own and that of all. */
export const withCallboard: WithSender = (bench, use) =>
  withRelease(bench, ".", async ({ database, web, dispatcher }) => {
    const endpointIds = [...database.healthy, database.last];
    await database.pool.query(
      `insert into subscription (event_type, endpoint_id, position)
       select 'created', id, place from unnest($1::int[]) with ordinality as url (id, place)
       on conflict (event_type, endpoint_id) do update set position = excluded.position`,
      [endpointIds],
    );
    await database.pool.query(
      `insert into endpoint_process (endpoint_id, process_name)
       select id, name from unnest($1::int[]) with ordinality as url (id, place),
         lateral (values ('all'), ((place - 1)::text)) as wanted (name)`,
      [endpointIds],
    );
    const server = serverPid(bench.server.backendPid);
    return use({
      title: "Callboard",
      programs: [web.pid, dispatcher.pid],
      stores: server === undefined ? [] : [server],
      send: (instanceID, to) =>
        web.post("/api/events", { ...eventOf(instanceID), processName: String(to) }, 202),
    });
  });
