// undici comes from the product's own packages: every program calls by the same client.
import { Agent, request } from "undici";

const inFlight = Number(process.env.BENCH_IN_FLIGHT);
/** `outcome`: status and duration. `all`: as much as Callboard keeps, request and answer as text. */
const recordsAll = process.env.BENCH_RECORD === "all";

const agent = new Agent({
  connections: inFlight,
  pipelining: 1,
  headersTimeout: 10_000,
  bodyTimeout: 10_000,
});

/** The work of one job, the same for all peers: one GET within ten seconds; what there is to record of it. */
export async function call({ id, url }) {
  const startedAt = performance.now();
  const headers = {
    "user-agent": "Callboard-bench/1.0.0",
    accept: "*/*",
    "accept-encoding": "identity",
    "cache-control": "no-cache",
    "webhook-id": `evt_${String(id).padStart(26, "0")}`,
  };
  const answer = await request(url, { dispatcher: agent, headers });
  const { statusCode: status, body } = answer;
  if (!recordsAll) {
    await body.dump();
    return { id, status, totalMs: performance.now() - startedAt };
  }
  const firstByteMs = performance.now() - startedAt;
  const responseBody = await body.text();
  const totalMs = performance.now() - startedAt;
  const sent = `GET ${url} HTTP/1.1\n${linesOf(headers)}`;
  return { id, status, totalMs, firstByteMs, sent, responseHeaders: linesOf(answer.headers), responseBody };
}

const linesOf = (headers) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

export const createAttemptTable = `
create table peer_attempt (
  id bigint generated always as identity primary key, job_id bigint not null, status smallint not null, total_ms real not null,
  finished_at timestamptz not null default now(), first_byte_ms real, request text, response_headers text, response_body text
)`;

/** A query that records a batch of results. */
export function recording(results) {
  const column = (name) => results.map((result) => result[name]);
  const outcome = [column("id"), column("status"), column("totalMs")];
  if (!recordsAll) {
    return {
      name: "record",
      text: `insert into peer_attempt (job_id, status, total_ms)
        select * from unnest($1::bigint[], $2::smallint[], $3::real[])`,
      values: outcome,
    };
  }
  return {
    name: "record",
    text: `insert into peer_attempt (job_id, status, total_ms, first_byte_ms, request, response_headers, response_body)
      select * from unnest($1::bigint[], $2::smallint[], $3::real[], $4::real[], $5::text[], $6::text[], $7::text[])`,
    values: [
      ...outcome,
      column("firstByteMs"),
      column("sent"),
      column("responseHeaders"),
      column("responseBody"),
    ],
  };
}
