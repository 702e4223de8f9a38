import * as deliveries from "./deliveries";
import * as endpoints from "./endpoints";
import * as events from "./events";
import * as instances from "./instances";
import * as jobs from "./jobs";
import type { Operation } from "./operation";
import * as reconciliation from "./reconciliation";
import * as system from "./system";
import * as webhooks from "./webhooks";

/** Every operation of the API, in the order people read about them. */
export const operations: readonly Operation[] = [
  instances.createInstanceOperation,
  instances.listInstancesOperation,
  instances.readInstanceOperation,
  instances.readFieldsOperation,
  instances.replaceInstanceOperation,
  instances.mergeInstanceOperation,
  instances.deleteInstanceOperation,
  events.createEventsOperation,
  events.listEventsOperation,
  events.readEventOperation,
  webhooks.readWebhooksOperation,
  webhooks.replaceWebhooksOperation,
  webhooks.testUrlOperation,
  webhooks.readOrderOperation,
  webhooks.saveOrderOperation,
  deliveries.listDeliveriesOperation,
  deliveries.readDeliveryOperation,
  deliveries.resendDeliveryOperation,
  jobs.resendManyOperation,
  jobs.readJobOperation,
  jobs.cancelJobOperation,
  endpoints.listEndpointsOperation,
  endpoints.suspendEndpointOperation,
  endpoints.resumeEndpointOperation,
  endpoints.testEndpointOperation,
  endpoints.rotateSecretOperation,
  endpoints.readSecretOperation,
  reconciliation.reconcileOperation,
  system.liveOperation,
  system.readyOperation,
  system.metricsOperation,
  system.openApiOperation,
];
