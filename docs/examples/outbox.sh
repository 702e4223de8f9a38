#!/bin/sh
# The same with psql and curl alone. Needs OUTBOX_DATABASE_URL, CALLBOARD_URL and CALLBOARD_TOKEN. Says nothing when all is well.
set -eu
sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="$1" "$OUTBOX_DATABASE_URL"; }
post() {
  curl --silent --show-error --fail-with-body --max-time 30 "$CALLBOARD_URL/api/events" --data-binary @- \
    --header "Authorization: Bearer $CALLBOARD_TOKEN" --header "Content-Type: application/json" --header "Idempotency-Key: $1"
}

while batch=$(sql "select callboard_next_batch()") && [ -n "$batch" ]; do
  events=$(sql "select json_agg(json_build_object('eventType', event_type, 'instanceID', instance_id,
    'processName', process_name) order by id) from callboard_outbox where batch = '$batch' and sent_at is null")
  # Another run was faster.
  [ -n "$events" ] || continue
  answer=$(printf '%s' "$events" | post "$batch") || {
    echo "The batch $batch was not accepted. $answer" >&2
    exit 1
  }
  sql "update callboard_outbox set sent_at = now() where batch = '$batch'"
done
