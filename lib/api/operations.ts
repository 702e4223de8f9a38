import * as deliveries from "./deliveries";
import * as endpoints from "./endpoints";
import * as instances from "./instances";
import * as jobs from "./jobs";
import type { Operation } from "./operation";

/** Every operation of the API, in the order people read about them. */
export const operations: readonly Operation[] = [
  instances.createInstanceOperation,
  instances.listInstancesOperation,
  instances.readInstanceOperation,
  instances.readFieldsOperation,
  instances.replaceInstanceOperation,
  instances.mergeInstanceOperation,
  instances.deleteInstanceOperation,
  deliveries.listDeliveriesOperation,
  deliveries.readDeliveryOperation,
  deliveries.resendDeliveryOperation,
  jobs.resendManyOperation,
  jobs.readJobOperation,
  jobs.cancelJobOperation,
  endpoints.listEndpointsOperation,
  endpoints.suspendEndpointOperation,
  endpoints.resumeEndpointOperation,
];
