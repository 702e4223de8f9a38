import type { Role } from "@/lib/auth/permissions";

/**
 * Who may do what, written out: what the server does is held against it, over the wire. A change of who may do something
 * has to be made here too.
 */
const everybody: Role[] = ["administrator", "developer", "user"];
const builders: Role[] = ["administrator", "developer"];
const administrators: Role[] = ["administrator"];

/** Operations of the API by operationId; null answers without a token. */
export const operationRoles: Record<string, Role[] | null> = {
  createInstance: everybody,
  listInstances: everybody,
  readInstance: everybody,
  readInstanceFields: everybody,
  replaceInstance: everybody,
  mergeInstance: everybody,
  deleteInstance: everybody,
  createEvents: everybody,
  listEvents: everybody,
  readEvent: everybody,
  readWebhooks: builders,
  replaceWebhooks: builders,
  testUrl: builders,
  readWebhookOrder: builders,
  saveWebhookOrder: builders,
  listDeliveries: builders,
  readDelivery: builders,
  resendDelivery: builders,
  resendDeliveries: builders,
  readJob: builders,
  cancelJob: builders,
  listEndpoints: builders,
  describeEndpoint: builders,
  setEndpointProcesses: builders,
  setEndpointRate: builders,
  setEndpointRetrySchedule: builders,
  suspendEndpoint: builders,
  resumeEndpoint: builders,
  testEndpoint: builders,
  rotateEndpointSecret: builders,
  readEndpointSecret: builders,
  reconcile: builders,
  readLiveness: null,
  readReadiness: null,
  readMetrics: null,
  readOpenApi: null,
};

/** Server actions by the name they are exported under. */
export const actionRoles: Record<string, Role[]> = {
  changePasswordAction: everybody,
  signOutEverywhereAction: everybody,
  endSessionAction: everybody,
  createInstanceAction: everybody,
  loadInstanceAction: everybody,
  editInstanceAction: everybody,
  deleteInstanceAction: everybody,
  loadWebhooks: builders,
  saveWebhooks: builders,
  previewSaveAction: builders,
  undoSaveAction: builders,
  testWebhook: builders,
  testWebhooks: builders,
  latestEvents: builders,
  saveOrderAction: builders,
  suspendAction: builders,
  resumeAction: builders,
  testEndpointAction: builders,
  describeEndpointAction: builders,
  setProcessesAction: builders,
  setRateAction: builders,
  setRetriesAction: builders,
  setRequestHeaderAction: builders,
  removeRequestHeaderAction: builders,
  setCertificateAction: builders,
  removeCertificateAction: builders,
  showSecretAction: builders,
  rotateSecretAction: builders,
  resendAction: builders,
  sendUnsentAction: builders,
  countLogAction: builders,
  previewResendAction: builders,
  resendLoggedAction: builders,
  followJobAction: builders,
  exportReconciliationAction: builders,
  cancelJobAction: builders,
  createTokenAction: builders,
  revokeTokenAction: builders,
  setNoticeMailsAction: builders,
  markNoticesReadAction: builders,
  previewRestoreAction: builders,
  restoreAction: builders,
  releaseDispatchAction: administrators,
  saveNoticeWebhookAction: administrators,
  testNoticeWebhookAction: administrators,
  showNoticeSecretAction: administrators,
  rotateNoticeSecretAction: administrators,
  createUserAction: administrators,
  setRoleAction: administrators,
  setDisabledAction: administrators,
  setLinkAllowedAction: administrators,
  acceptLinkRequestAction: administrators,
  refuseLinkRequestAction: administrators,
  resetPasswordAction: administrators,
};

/**
 * Answer without a session, because nobody has one, or need have one, when they are used; with what they say to a call that
 * holds nothing. The one-time code stands for a session at the setup.
 */
export const openActions: Record<string, number> = {
  createAdministrator: 404,
  signInAction: 422,
  singleSignOnAction: 404,
  providerSignOutAction: 404,
  // The sign-in page, whither it leads.
  signOutAction: 200,
};
