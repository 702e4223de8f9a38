import { deliveryOperations } from "./deliveries";
import { endpointOptionOperations } from "./endpoint-options";
import { endpointOperations } from "./endpoints";
import { eventOperations } from "./events";
import { instanceOperations } from "./instances";
import { jobOperations } from "./jobs";
import type { Operation } from "./operation";
import { reconciliationOperations } from "./reconciliation";
import { systemOperations } from "./system";
import { webhookOperations } from "./webhooks";

/** Every operation of the API, in the order people read about them. */
export const operations: readonly Operation[] = [
  ...instanceOperations,
  ...eventOperations,
  ...webhookOperations,
  ...deliveryOperations,
  ...jobOperations,
  ...endpointOperations,
  ...endpointOptionOperations,
  ...reconciliationOperations,
  ...systemOperations,
];
