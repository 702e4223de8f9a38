import type { Row } from "./row";
import { dispatcherKilled } from "./rows/01-dispatcher-killed";
import { webKilled } from "./rows/02-web-killed";
import { postgresKilled } from "./rows/03-postgres-killed";
import { everythingKilled } from "./rows/04-everything-killed";
import { databaseAway } from "./rows/05-database-away";
import { answeredNotSettled } from "./rows/06-answered-not-settled";
import { receiverHangs } from "./rows/07-receiver-hangs";
import { endlessBodies } from "./rows/08-endless-bodies";
import { brokenConnections } from "./rows/09-broken-connections";
import { redirects } from "./rows/10-redirects";
import { deadNames } from "./rows/11-dead-names";
import { synUnanswered } from "./rows/12-syn-unanswered";
import { retryAfter } from "./rows/13-retry-after";
import { gone } from "./rows/14-gone";
import { aHundredThousand } from "./rows/15-a-hundred-thousand";
import { submittedTwice } from "./rows/16-submitted-twice";
import { fiveDispatchers } from "./rows/17-five-dispatchers";
import { stoppedPastLease } from "./rows/18-stopped-past-lease";
import { sigterm } from "./rows/19-sigterm";
import { listenKilled } from "./rows/20-listen-killed";
import { poisonRows } from "./rows/21-poison-rows";
import { diskFull } from "./rows/22-disk-full";
import { retention } from "./rows/23-retention";
import { twoSavers } from "./rows/24-two-savers";
import { aLargeBacklogRemoved } from "./rows/25-a-large-backlog-removed";
import { idleProbed } from "./rows/26-idle-probed";
import { synchronousFailover } from "./rows/27-synchronous-failover";
import { asynchronousFailover } from "./rows/28-asynchronous-failover";
import { patroniFailover } from "./rows/29-patroni";
import { everyRepeatOnRecord } from "./rows/30-every-repeat-on-record";

/** All rows, in the order of their numbers. */
export const rows: Row[] = [
  dispatcherKilled,
  webKilled,
  postgresKilled,
  everythingKilled,
  databaseAway,
  answeredNotSettled,
  receiverHangs,
  endlessBodies,
  brokenConnections,
  redirects,
  deadNames,
  synUnanswered,
  retryAfter,
  gone,
  aHundredThousand,
  submittedTwice,
  fiveDispatchers,
  stoppedPastLease,
  sigterm,
  listenKilled,
  poisonRows,
  diskFull,
  retention,
  twoSavers,
  aLargeBacklogRemoved,
  idleProbed,
  synchronousFailover,
  asynchronousFailover,
  patroniFailover,
  everyRepeatOnRecord,
];
