import { calls } from "../settings";

/** Connections that are kept, and requests under way at once. */
export const connections = 16;
/** Requests of one timed run; a tenth as many warm up before. */
export const requests = Math.ceil(calls / 5);
export const batchSize = 500;
/** What a batch's events go to, each. */
export const batchUrls = 3;
/** Batches of one timed run. */
export const batchCount = Math.ceil(calls / 500);
/** Batches under way at once. */
export const batchesAtOnce = 4;

/** What is created: the body of one request, the same for Callboard and for the bare handler. */
export const body = {
  processName: "Training Request",
  FieldsMappings: [
    { fieldname: "course", text: "Course", value: "SQL for analysts" },
    { fieldname: "days", value: "2" },
  ],
  Status: "Submitted",
};
