import type { Row } from "./row";
import { dispatcherKilled } from "./rows/01-dispatcher-killed";
import { fiveDispatchers } from "./rows/17-five-dispatchers";
import { sigterm } from "./rows/19-sigterm";

/** All rows, in the order of their numbers. */
export const rows: Row[] = [dispatcherKilled, fiveDispatchers, sigterm];
