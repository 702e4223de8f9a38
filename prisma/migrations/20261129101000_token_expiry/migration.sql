-- Shortens API tokens that live longer than they were meant to (docs/decisions/0028).
--
-- Until now times were sent without an offset and read in the session's time zone. Where that was not UTC, a token's
-- created_at and expires_at were both off by the zone's offset: later than meant west of Greenwich, earlier east of it.
-- Sessions are in UTC now, but reset_val still says what the releases before had.
--
-- The days a token was given stand in its entry in the history. It was created at the stored time or, had the zone moved it,
-- at that time read back. What the database's own clock wrote tells which is possible: the first migration, the token's last
-- use, the present, entries of the history before and after its own that the database dated; and the days between creation
-- and end must be those it was given, which differ by an hour over a change to summer time. It ends that many days after the
-- earliest possible creation, and never later than it did: one that has ended stays so. Without an entry its days are unknown:
-- then the earlier of its end and its end read back counts. Both err towards a token that ends some hours early.
CREATE TEMPORARY TABLE "token_expiry" ON COMMIT DROP AS
WITH zone AS (
    SELECT reset_val AS name FROM pg_settings WHERE name = 'TimeZone'
), began AS (
    SELECT min(started_at) AS at FROM _prisma_migrations
), dated AS (
    SELECT id, at FROM audit_entry
    WHERE action IN ('delivery.resent', 'deliveries.resend_started', 'deliveries.resend_cancelled',
        'endpoint.secret_shown', 'endpoint.secret_rotated')
), told AS (
    SELECT token.id, token.created_at, token.expires_at, token.last_used_at, entry.id AS entry_id,
        CASE WHEN jsonb_typeof(entry.after -> 'days') = 'number' THEN (entry.after ->> 'days')::numeric::int END AS days
    FROM api_token AS token
        LEFT JOIN LATERAL (
            SELECT id, after FROM audit_entry
            WHERE subject = 'token_' || token.id AND action = 'token.created' ORDER BY id LIMIT 1
        ) AS entry ON true
    WHERE isfinite(token.expires_at) AND isfinite(token.created_at)
), bounded AS (
    SELECT told.*,
        coalesce(
            greatest((SELECT at FROM began), (SELECT max(at) FROM dated WHERE dated.id < entry_id)), '-infinity'
        ) AS earliest,
        least(now(), last_used_at, (SELECT min(at) FROM dated WHERE dated.id > entry_id)) AS latest
    FROM told
), possible AS (
    SELECT bounded.id, as_if.created, as_if.ends, as_if.moved
    FROM bounded CROSS JOIN zone CROSS JOIN LATERAL (
        VALUES (created_at, expires_at, false),
            (created_at AT TIME ZONE zone.name AT TIME ZONE 'UTC', expires_at AT TIME ZONE zone.name AT TIME ZONE 'UTC', true)
    ) AS as_if (created, ends, moved)
    WHERE as_if.created BETWEEN earliest - interval '5 min' AND latest + interval '5 min'
        AND (days IS NULL OR abs(extract(epoch FROM as_if.ends - as_if.created) - 86400 * days) < 60)
), earliest_possible AS (
    SELECT id, min(created) AS created, min(ends) AS ends, max(created) FILTER (WHERE moved) AS moved_created
    FROM possible GROUP BY id
)
SELECT id,
    -- An entry says that Callboard made it: the zone moved its creation, unless that is impossible.
    CASE WHEN days IS NULL THEN created_at ELSE coalesce(moved_created, created, least(created_at, latest)) END AS created_at,
    least(expires_at, CASE
        WHEN days IS NOT NULL THEN coalesce(created, least(created_at, latest)) + make_interval(hours => 24 * days)
        ELSE coalesce(ends, expires_at - greatest(created_at - latest, interval '0'))
    END) AS expires_at
FROM bounded LEFT JOIN earliest_possible USING (id);

-- The entry of a token's creation was written some milliseconds before or after: such a difference is none.
UPDATE token_expiry AS meant SET expires_at = token.expires_at
FROM api_token AS token WHERE token.id = meant.id AND meant.expires_at > token.expires_at - interval '1 min';

-- The history says so to whoever may see the token. Its entries are only added to; their own times stay as they are.
INSERT INTO audit_entry (actor_kind, actor_name, action, subject, before, after)
SELECT 'system', 'upgrade', 'token.shortened', 'token_' || id,
    jsonb_build_object('expiresAt', to_char(token.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    jsonb_build_object('expiresAt', to_char(meant.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
FROM api_token AS token JOIN token_expiry AS meant USING (id)
WHERE meant.expires_at < token.expires_at AND token.expires_at > now() AND token.revoked_at IS NULL
ORDER BY id;

UPDATE api_token AS token SET expires_at = meant.expires_at, created_at = meant.created_at
FROM token_expiry AS meant
WHERE meant.id = token.id AND (meant.expires_at, meant.created_at) <> (token.expires_at, token.created_at);

-- A leave to link an account to single sign-on, for 24 hours, is the only other such time that gives a right.
UPDATE user_account SET link_until = back.link_until
FROM (
    SELECT id, link_until AT TIME ZONE zone.name AT TIME ZONE 'UTC' AS link_until
    FROM user_account CROSS JOIN (SELECT reset_val AS name FROM pg_settings WHERE name = 'TimeZone') AS zone
) AS back
WHERE back.id = user_account.id AND back.link_until < user_account.link_until;
