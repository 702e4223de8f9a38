import * as resendDelivery from "./deliveries/[deliveryID]/resend/route";
import * as delivery from "./deliveries/[deliveryID]/route";
import * as resendMany from "./deliveries/resend/route";
import * as deliveries from "./deliveries/route";
import * as processes from "./endpoints/[endpointID]/processes/route";
import * as rate from "./endpoints/[endpointID]/rate/route";
import * as resumeEndpoint from "./endpoints/[endpointID]/resume/route";
import * as retrySchedule from "./endpoints/[endpointID]/retry-schedule/route";
import * as rotateSecret from "./endpoints/[endpointID]/rotate-secret/route";
import * as endpoint from "./endpoints/[endpointID]/route";
import * as secret from "./endpoints/[endpointID]/secret/route";
import * as suspendEndpoint from "./endpoints/[endpointID]/suspend/route";
import * as testEndpoint from "./endpoints/[endpointID]/test/route";
import * as endpoints from "./endpoints/route";
import * as event from "./events/[eventID]/route";
import * as events from "./events/route";
import * as liveness from "./health/live/route";
import * as readiness from "./health/ready/route";
import * as fields from "./instances/[instanceID]/fields/route";
import * as instance from "./instances/[instanceID]/route";
import * as createInstance from "./instances/create/route";
import * as instances from "./instances/route";
import * as cancelJob from "./jobs/[jobID]/cancel/route";
import * as job from "./jobs/[jobID]/route";
import * as metrics from "./metrics/route";
import * as unsubscribe from "./notices/unsubscribe/route";
import * as document from "./openapi.json/route";
import * as reconciliation from "./reconciliation/route";
import * as order from "./webhooks/order/route";
import * as webhooks from "./webhooks/route";
import * as testWebhook from "./webhooks/test/route";

/**
 * Every route of the API but next-auth's, by its folder here, for a listener of its own (docs/decisions/0059). Next finds the same
 * files by itself.
 */
export const routes = {
  deliveries,
  "deliveries/[deliveryID]": delivery,
  "deliveries/[deliveryID]/resend": resendDelivery,
  "deliveries/resend": resendMany,
  endpoints,
  "endpoints/[endpointID]": endpoint,
  "endpoints/[endpointID]/processes": processes,
  "endpoints/[endpointID]/rate": rate,
  "endpoints/[endpointID]/resume": resumeEndpoint,
  "endpoints/[endpointID]/retry-schedule": retrySchedule,
  "endpoints/[endpointID]/rotate-secret": rotateSecret,
  "endpoints/[endpointID]/secret": secret,
  "endpoints/[endpointID]/suspend": suspendEndpoint,
  "endpoints/[endpointID]/test": testEndpoint,
  events,
  "events/[eventID]": event,
  "health/live": liveness,
  "health/ready": readiness,
  instances,
  "instances/[instanceID]": instance,
  "instances/[instanceID]/fields": fields,
  "instances/create": createInstance,
  "jobs/[jobID]": job,
  "jobs/[jobID]/cancel": cancelJob,
  metrics,
  "notices/unsubscribe": unsubscribe,
  "openapi.json": document,
  reconciliation,
  webhooks,
  "webhooks/order": order,
  "webhooks/test": testWebhook,
};
