import * as endpoints from "./endpoints";
import * as instances from "./instances";
import type { Operation } from "./operation";
import * as reconciliation from "./reconciliation";
import * as system from "./system";

/** Every operation of the API, in the order people read about them. */
export const operations: readonly Operation[] = [
  instances.createInstanceOperation,
  instances.listInstancesOperation,
  instances.readInstanceOperation,
  instances.readFieldsOperation,
  instances.replaceInstanceOperation,
  instances.mergeInstanceOperation,
  instances.deleteInstanceOperation,
  endpoints.listEndpointsOperation,
  endpoints.suspendEndpointOperation,
  endpoints.resumeEndpointOperation,
  reconciliation.reconcileOperation,
  system.liveOperation,
  system.readyOperation,
  system.metricsOperation,
  system.openApiOperation,
];
