import { z } from "zod";
import {
  changeInstanceSchema,
  createInstanceSchema,
  fieldNamesSchema,
  limits,
  listInstancesSchema,
} from "@/lib/instances/schema";
import { type Operation, operation } from "./operation";
import { eventID, page, time } from "./shapes";

const tag = "Process instances";
const params = { instanceID: "The instance's id, such as training-request-70." };
const instanceID = z.string().meta({ examples: ["training-request-70"] });

const sizeLimit = `The names, texts and values of an instance's fields may hold ${limits.bytes.toLocaleString("en-US")} bytes of UTF-8 together, which takes several changes: a request may hold 256 KiB. A field without a text has its value as text.`;

const field = z.strictObject({ name: z.string(), text: z.string(), value: z.string() });
const summary = {
  instanceID,
  processName: z.string(),
  status: z.string(),
  version: z.int(),
  createdAt: time,
  updatedAt: time,
};
const listedInstance = z.strictObject(summary).meta({ id: "InstanceSummary" });
const instance = z.strictObject({ ...summary, fields: z.array(field) }).meta({ id: "Instance" });
const changed = z
  .strictObject({ success: z.literal(true), instanceID, version: z.int(), eventID })
  .meta({ id: "InstanceChanged" });
const deleted = z
  .strictObject({ success: z.literal(true), instanceID, eventID })
  .meta({ id: "InstanceDeleted" });

export const createInstanceOperation = operation({
  id: "createInstance",
  method: "POST",
  path: "/api/instances/create",
  tag,
  permission: "instances:write",
  summary: "Create a process instance",
  description: `The number in the instanceID counts up per process. \`ProcessName\` is accepted for \`processName\`; an \`instanceID\` in the body is ignored. ${sizeLimit}`,
  body: createInstanceSchema,
  example: {
    processName: "Training Request",
    FieldsMappings: [{ fieldname: "course", text: "Course", value: "SQL for analysts" }],
    Status: "Submitted",
  },
  answers: { 201: changed },
});

export const listInstancesOperation = operation({
  id: "listInstances",
  method: "GET",
  path: "/api/instances",
  tag,
  permission: "instances:read",
  summary: "List process instances, newest first",
  description: "Without their fields: those of one instance are at `GET /api/instances/{instanceID}`.",
  query: listInstancesSchema,
  answers: { 200: page(listedInstance) },
});

export const readInstanceOperation = operation({
  id: "readInstance",
  method: "GET",
  path: "/api/instances/{instanceID}",
  tag,
  permission: "instances:read",
  summary: "Read a process instance",
  params,
  answers: { 200: instance },
  problems: [404],
});

export const readFieldsOperation = operation({
  id: "readInstanceFields",
  method: "GET",
  path: "/api/instances/{instanceID}/fields",
  tag,
  permission: "instances:read",
  summary: "Read some or all fields of a process instance",
  description: "Names that the instance lacks are left out.",
  params,
  query: fieldNamesSchema,
  answers: { 200: z.array(field) },
  problems: [404],
});

export const replaceInstanceOperation = operation({
  id: "replaceInstance",
  method: "PUT",
  path: "/api/instances/{instanceID}",
  tag,
  permission: "instances:write",
  summary: "Replace a process instance's status and fields",
  description: `What the body leaves out is emptied. With a \`version\` that is stale it answers 409. ${sizeLimit}`,
  params,
  body: changeInstanceSchema,
  example: { Status: "Approved", FieldsMappings: [{ fieldname: "course", value: "SQL" }] },
  answers: { 200: changed },
  problems: [404, 409],
});

export const mergeInstanceOperation = operation({
  id: "mergeInstance",
  method: "PATCH",
  path: "/api/instances/{instanceID}",
  tag,
  permission: "instances:write",
  summary: "Change some of a process instance",
  description: `What the body leaves out stays. With a \`version\` that is stale it answers 409. ${sizeLimit}`,
  params,
  body: changeInstanceSchema,
  example: { Status: "Approved" },
  answers: { 200: changed },
  problems: [404, 409],
});

export const deleteInstanceOperation = operation({
  id: "deleteInstance",
  method: "DELETE",
  path: "/api/instances/{instanceID}",
  tag,
  permission: "instances:write",
  summary: "Delete a process instance",
  params,
  answers: { 200: deleted },
  problems: [404],
});

export const instanceOperations: readonly Operation[] = [
  createInstanceOperation,
  listInstancesOperation,
  readInstanceOperation,
  readFieldsOperation,
  replaceInstanceOperation,
  mergeInstanceOperation,
  deleteInstanceOperation,
];
