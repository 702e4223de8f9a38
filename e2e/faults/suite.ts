import { openStage } from "./stage";

/** What is put up once for the whole run: the PostgreSQL that rows share. */
export const suite = openStage(false);
