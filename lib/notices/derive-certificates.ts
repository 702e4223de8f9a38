import type pg from "pg";
import { releaseBeforeMayRun } from "@/lib/db/release-before";
import { expiresSoonDays } from "@/lib/endpoints/certificate-view";
import { type EndpointCertificate, judgeCertificate } from "./judge-certificate";

/**
 * Certificates that end soon, and those that were told to. Times of `client_certificate_facts` are RFC 3339 in UTC, so they compare
 * as text. A release before has no words for what is told.
 */
const statement = `
select endpoint.id as "endpointId", client_certificate_facts as facts, (extract(epoch from now()) * 1000)::float8 as "nowMs",
  case when noticed.endpoint_id is not null
    then jsonb_build_object('fingerprint', noticed.fingerprint, 'expired', noticed.expired) end as noticed,
  exists (select from subscription join event_switch using (event_type)
    where subscription.endpoint_id = endpoint.id and event_switch.enabled) as "isCalled",
  (select actor_name from audit_entry
    where subject = 'ep_' || endpoint.id and action in ('endpoint.certificate_set', 'endpoint.certificate_removed')
    order by id desc limit 1) as "changedBy"
from endpoint left join noticed_certificate as noticed on noticed.endpoint_id = endpoint.id
where (noticed.endpoint_id is not null or client_certificate_facts ->> 'validTo' <=
    to_char(now() at time zone 'UTC' + interval '${expiresSoonDays} d', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  and not ${releaseBeforeMayRun}
order by endpoint.id`;

const forgetStatement = "delete from noticed_certificate where endpoint_id = $1";
const noteStatement = `
insert into noticed_certificate (endpoint_id, fingerprint, expired) values ($1, $2, $3)
on conflict (endpoint_id) do update set fingerprint = excluded.fingerprint, expired = excluded.expired`;
const insertStatement = "insert into notice (kind, endpoint_id, reason, by_name) values ($1, $2, $3, $4)";

/** Makes notices of client certificates, in the transaction of the session. @returns how many */
export async function deriveCertificateNotices(session: pg.ClientBase): Promise<number> {
  const { rows } = await session.query<EndpointCertificate & { nowMs: number }>(statement);
  let made = 0;
  for (const { nowMs, ...row } of rows) {
    const { endpointId } = row;
    const { notice, noticed } = judgeCertificate(row, nowMs);
    if (noticed === null && row.noticed !== null) await session.query(forgetStatement, [endpointId]);
    if (notice === null) continue;
    if (noticed) await session.query(noteStatement, [endpointId, noticed.fingerprint, noticed.expired]);
    await session.query(insertStatement, [notice.kind, endpointId, notice.reason, notice.by]);
    made += 1;
  }
  return made;
}
