// Generated from Callboard's OpenAPI document by `npm run client`.

export interface paths {
  "/api/instances/create": {
    /**
     * Create a process instance
     * @description The number in the instanceID counts up per process. `ProcessName` is accepted for `processName`; an `instanceID` in the body is ignored. The names, texts and values of an instance's fields may hold 1,048,576 bytes of UTF-8 together, which takes several changes: a request may hold 256 KiB. A field without a text has its value as text.
     *
     *     Needs the scope `write` and the role Administrator or Developer or User.
     */
    post: operations["createInstance"];
  };
  "/api/instances": {
    /**
     * List process instances, newest first
     * @description Without their fields: those of one instance are at `GET /api/instances/{instanceID}`.
     *
     *     Needs the scope `read` and the role Administrator or Developer or User.
     */
    get: operations["listInstances"];
  };
  "/api/instances/{instanceID}": {
    /**
     * Read a process instance
     * @description Needs the scope `read` and the role Administrator or Developer or User.
     */
    get: operations["readInstance"];
    /**
     * Replace a process instance's status and fields
     * @description What the body leaves out is emptied. With a `version` that is stale it answers 409. The names, texts and values of an instance's fields may hold 1,048,576 bytes of UTF-8 together, which takes several changes: a request may hold 256 KiB. A field without a text has its value as text.
     *
     *     Needs the scope `write` and the role Administrator or Developer or User.
     */
    put: operations["replaceInstance"];
    /**
     * Delete a process instance
     * @description Needs the scope `write` and the role Administrator or Developer or User.
     */
    delete: operations["deleteInstance"];
    /**
     * Change some of a process instance
     * @description What the body leaves out stays. With a `version` that is stale it answers 409. The names, texts and values of an instance's fields may hold 1,048,576 bytes of UTF-8 together, which takes several changes: a request may hold 256 KiB. A field without a text has its value as text.
     *
     *     Needs the scope `write` and the role Administrator or Developer or User.
     */
    patch: operations["mergeInstance"];
  };
  "/api/instances/{instanceID}/fields": {
    /**
     * Read some or all fields of a process instance
     * @description Names that the instance lacks are left out.
     *
     *     Needs the scope `read` and the role Administrator or Developer or User.
     */
    get: operations["readInstanceFields"];
  };
  "/api/events": {
    /**
     * List events with their deliveries, newest first
     * @description Which URLs were called and what they answered is told only to those who may read deliveries (Administrator, Developer): for others `url`, `lastOutcome` and `lastStatusCode` are left out.
     *
     *     Needs the scope `read` and the role Administrator or Developer or User.
     */
    get: operations["listEvents"];
    /**
     * Report events of instances that are kept elsewhere
     * @description One event, or a list of 1 to 1,000 that is accepted as a whole or not at all. `events` of the answer is in the order given. Where the workspace keeps order, that is also the order in which callbacks of one instance go out.
     *
     *     Every event that breaks a rule is named by its path, such as `[3].instanceID`; after 100 problems the list says how many more there are. The body may have 8 MiB.
     *
     *     Needs the scope `write` and the role Administrator or Developer or User.
     */
    post: operations["createEvents"];
  };
  "/api/events/{eventID}": {
    /**
     * Read an event and what became of it
     * @description Which URLs were called and what they answered is told only to those who may read deliveries (Administrator, Developer): for others `url`, `lastOutcome` and `lastStatusCode` are left out.
     *
     *     Needs the scope `read` and the role Administrator or Developer or User.
     */
    get: operations["readEvent"];
  };
  "/api/webhooks": {
    /**
     * Read the callback settings
     * @description Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["readWebhooks"];
    /**
     * Replace the callback settings
     * @description All or nothing; what is wrong is told for each URL, `line` being its position from 1. When it answers, no call to a URL that was removed or switched off can begin any more.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    put: operations["replaceWebhooks"];
  };
  "/api/webhooks/test": {
    /**
     * Send a test to a URL, saved or not
     * @description What an event would send, for an instance `callboard-test`, or with `eventID` for that past event's own instance (a dry run); the answer comes when the call has ended, after about ten seconds at the latest. It counts nowhere.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["testUrl"];
  };
  "/api/webhooks/order": {
    /**
     * Read whether the order of each instance is kept
     * @description Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["readWebhookOrder"];
    /**
     * Say whether the order of each instance is kept
     * @description From the next event on. Apart from the URLs: it needs no `If-Match`.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    put: operations["saveWebhookOrder"];
  };
  "/api/deliveries": {
    /**
     * List deliveries, newest first
     * @description Every filter narrows further down. `from` is inclusive and `to` exclusive; both compare with `createdAt`, when the event was recorded.
     *
     *     Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["listDeliveries"];
  };
  "/api/deliveries/{deliveryID}": {
    /**
     * Read a delivery with all its attempts
     * @description Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["readDelivery"];
  };
  "/api/deliveries/{deliveryID}/resend": {
    /**
     * Make a new attempt of a delivery at once, whatever became of it
     * @description The receiver sees the same webhook-id as before. It goes first of all that is due for its URL; where the URL is probed, as its next probe.
     *     One that had ended gets this one attempt: when it fails, the delivery is again what it was. One that was pending goes on by the schedule.
     *     One that was cancelled is sent although its URL is no longer entered or its callback is switched off; the next save of the URLs ends that.
     *     409 while it is being called, while its URL is suspended, and, where order is kept, while it waits for an earlier one.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["resendDelivery"];
  };
  "/api/deliveries/resend": {
    /**
     * Resend all deliveries that match, as a job
     * @description Each gets one new attempt, as with a single resend. Without `status` those that failed are resent; delivered and cancelled ones only when they are named.
     *     `from` is inclusive and `to` exclusive; both compare with `createdAt`. With `dryRun` it only counts.
     *     The job goes on by itself, in small steps and no faster than the URLs take the calls, also after a restart. It takes what had ended when it began.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["resendDeliveries"];
  };
  "/api/jobs/{jobID}": {
    /**
     * Read how far a job is
     * @description Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["readJob"];
  };
  "/api/jobs/{jobID}/cancel": {
    /**
     * Cancel a job
     * @description What it has made pending and nobody has begun to send is what it was before, and no longer counts as done. A job that has ended stays as it is, and so answers.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["cancelJob"];
  };
  "/api/endpoints": {
    /**
     * List every callback URL that is entered or still has something waiting
     * @description Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["listEndpoints"];
  };
  "/api/endpoints/{endpointID}": {
    /**
     * Give an endpoint a name, a note, request headers or a client certificate
     * @description They stay with the URL, whatever is saved in the callback settings. What is left out stays as it is; an empty text takes it away. Request headers and client certificate count at once; no answer holds the headers' values or the key.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    patch: operations["describeEndpoint"];
  };
  "/api/endpoints/{endpointID}/suspend": {
    /**
     * Stop calling an endpoint
     * @description What is for it waits until it is resumed.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["suspendEndpoint"];
  };
  "/api/endpoints/{endpointID}/resume": {
    /**
     * Call an endpoint again
     * @description What waited is due at once and goes out at a rising rate. One that is probed is tried at once.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["resumeEndpoint"];
  };
  "/api/endpoints/{endpointID}/test": {
    /**
     * Send a test to an endpoint
     * @description What an event would send, for an instance `callboard-test`; the answer comes when the call has ended, after about ten seconds at the latest. It counts nowhere.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["testEndpoint"];
  };
  "/api/endpoints/{endpointID}/rotate-secret": {
    /**
     * Give an endpoint a new signing secret
     * @description It counts at once. For 24 hours every callback carries two signatures, the new one first, so that receivers can change over; rotating again meanwhile ends the older secret at once.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    post: operations["rotateEndpointSecret"];
  };
  "/api/endpoints/{endpointID}/secret": {
    /**
     * Show an endpoint's signing secret
     * @description That it was shown is recorded.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    get: operations["readEndpointSecret"];
  };
  "/api/endpoints/{endpointID}/processes": {
    /**
     * Say for which processes an endpoint is called
     * @description From the next event on; what already waits for it goes out. An event that every URL of its type leaves out is recorded with the outcome `process_not_wanted`.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    put: operations["setEndpointProcesses"];
  };
  "/api/endpoints/{endpointID}/rate": {
    /**
     * Say how often an endpoint may be called
     * @description By all dispatchers together: when it answers, every call that begins keeps to it. What waits for its turn says so. Tests do not count.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    put: operations["setEndpointRate"];
  };
  "/api/endpoints/{endpointID}/retry-schedule": {
    /**
     * Give an endpoint a retry schedule of its own
     * @description 1 to 15 pauses of 1 second to 24 hours, 7 days in all at most. A delivery that waits already goes out when it was to; its next pause is by this schedule.
     *
     *     Needs the scope `write` and the role Administrator or Developer.
     */
    put: operations["setEndpointRetrySchedule"];
  };
  "/api/reconciliation": {
    /**
     * Check that every change is accounted for
     * @description Counted from the tables in one snapshot. A span that holds too much to be counted within ten seconds answers 422; two at once are answered, more get 429.
     *
     *     Needs the scope `read` and the role Administrator or Developer.
     */
    get: operations["reconcile"];
  };
  "/api/health/live": {
    /**
     * Whether the web process answers
     * @description Says nothing of the database.
     *
     *     No token is needed.
     */
    get: operations["readLiveness"];
  };
  "/api/health/ready": {
    /**
     * Whether callbacks can flow
     * @description 200 when the database takes changes and at least one dispatcher lives; otherwise 503, and `detail` says what is missing.
     *
     *     No token is needed.
     */
    get: operations["readReadiness"];
  };
  "/api/metrics": {
    /**
     * What Prometheus scrapes
     * @description Where `METRICS_TOKEN` is set, it is wanted as a bearer token instead of an API token.
     *
     *     No token is needed.
     */
    get: operations["readMetrics"];
  };
  "/api/openapi.json": {
    /**
     * This document
     * @description No token is needed.
     */
    get: operations["readOpenApi"];
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    InstanceChanged: {
      success: boolean;
      /** @example training-request-70 */
      instanceID: string;
      version: number;
      /** @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN */
      eventID: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      /** @description What is wrong and what to do, as a sentence. */
      detail: string;
      /** @description Every problem found, where fields are to blame. */
      errors?: {
        /** @description The field, as in FieldsMappings[3].value. */
        path: string;
        /** @description The line of a list of URLs, from 1. */
        line?: number;
        message: string;
      }[];
    };
    InstanceSummary: {
      /** @example training-request-70 */
      instanceID: string;
      processName: string;
      status: string;
      version: number;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      updatedAt: string;
    };
    Instance: {
      /** @example training-request-70 */
      instanceID: string;
      processName: string;
      status: string;
      version: number;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      updatedAt: string;
      fields: {
        name: string;
        text: string;
        value: string;
      }[];
    };
    InstanceDeleted: {
      success: boolean;
      /** @example training-request-70 */
      instanceID: string;
      /** @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN */
      eventID: string;
    };
    AcceptedEvent: {
      /** @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN */
      eventID: string;
      /**
       * @description dispatched: there is a delivery for each URL; switched_off: callbacks of its type were off; no_urls: none was entered; process_not_wanted: every URL of its type has a list of processes, and none names this one.
       * @enum {string}
       */
      outcome: "dispatched" | "switched_off" | "no_urls" | "process_not_wanted";
      /** @description How many URLs it goes to. */
      deliveries: number;
    };
    Event: {
      /** @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN */
      eventID: string;
      /** @enum {string} */
      eventType: "created" | "updated" | "deleted";
      instanceID: string;
      processName: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      occurredAt: string;
      /**
       * @description dispatched: there is a delivery for each URL; switched_off: callbacks of its type were off; no_urls: none was entered; process_not_wanted: every URL of its type has a list of processes, and none names this one.
       * @enum {string}
       */
      outcome: "dispatched" | "switched_off" | "no_urls" | "process_not_wanted";
      /** @description URLs of its type that it did not go to, since their list of processes does not name this one. Only for whoever may read deliveries. */
      leftOut?: {
        /** @example ep_7 */
        endpointID: string;
        url: string;
      }[];
      /** @description One for each URL, in the order they were entered. */
      deliveries: components["schemas"]["EventDelivery"][];
    };
    EventDelivery: {
      /** @example dlv_42 */
      deliveryID: string;
      /** @enum {string} */
      status: "pending" | "delivered" | "failed" | "cancelled";
      cancelReason: ("url_removed" | "switched_off" | "send_cancelled") | null;
      failReason: ("schedule_used_up" | "expired") | null;
      /** @description Attempts begun. */
      attemptCount: number;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      createdAt: string;
      doneAt: string | null;
      url?: string;
      lastOutcome?:
        | (
            | "delivered"
            | "http_error"
            | "redirect"
            | "timeout"
            | "dns_error"
            | "connection_refused"
            | "connection_reset"
            | "tls_error"
            | "blocked"
            | "protocol_error"
            | "in_progress"
            | "interrupted"
          )
        | null;
      lastStatusCode?: number | null;
    };
    Webhooks: {
      created: {
        enabled: boolean;
        /** @description In their order; kept also while it is switched off. */
        urls: string[];
      };
      updated: {
        enabled: boolean;
        /** @description In their order; kept also while it is switched off. */
        urls: string[];
      };
      deleted: {
        enabled: boolean;
        /** @description In their order; kept also while it is switched off. */
        urls: string[];
      };
    };
    TestCall: {
      /** @enum {string} */
      outcome:
        | "delivered"
        | "http_error"
        | "redirect"
        | "timeout"
        | "dns_error"
        | "connection_refused"
        | "connection_reset"
        | "tls_error"
        | "blocked"
        | "protocol_error";
      statusCode: number | null;
      /** @description What happened, as a sentence. */
      cause: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      startedAt: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      finishedAt: string;
      /** @description Request line and headers as sent, a line each; the values of the URL's own are masked. */
      request: string | null;
      responseHeaders: string | null;
      /** @description The first 16 KiB as text. */
      responseBody: string | null;
      /** @description Milliseconds; null where the call did not come to it. */
      dnsMs: number | null;
      /** @description Milliseconds; null where the call did not come to it. */
      connectMs: number | null;
      /** @description Milliseconds; null where the call did not come to it. */
      tlsMs: number | null;
      /** @description Milliseconds; null where the call did not come to it. */
      firstByteMs: number | null;
      totalMs: number;
      /** @description False for a URL that is not saved: a temporary secret signed. */
      signedWithOwnSecret: boolean;
    };
    WebhookOrder: {
      /** @description Whether created, updated and deleted of one instance reach each URL one after the other, in this order. */
      ordered: boolean;
    };
    Delivery: {
      /** @example dlv_42 */
      deliveryID: string;
      /**
       * @description The webhook-id that receivers see.
       * @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN
       */
      eventID: string;
      /** @enum {string} */
      eventType: "created" | "updated" | "deleted";
      instanceID: string;
      processName: string;
      /** @example ep_7 */
      endpointID: string;
      url: string;
      /**
       * @description pending: waiting, under way, or waiting for a retry; the others are final until a resend. What a save has just cancelled says so at once; the filter, and counts, find it as pending until its row does.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed" | "cancelled";
      /** @description A save has cancelled it, or ended its resend, a moment ago: no call of it can begin any more. */
      beingCancelled: boolean;
      cancelReason: ("url_removed" | "switched_off" | "send_cancelled") | null;
      /** @description expired: it waited too long for a suspended URL. */
      failReason: ("schedule_used_up" | "expired") | null;
      /** @description While it is resent: who asked for the attempt that comes next or is under way. */
      resendBy: string | null;
      /** @description While it is resent: what it was before, and is again if the attempt fails. */
      resendFrom: ("delivered" | "failed" | "cancelled") | null;
      /** @description Attempts begun. */
      attemptCount: number;
      underWay: boolean;
      /** @description When the next attempt is due; null while one is under way, and when none is. */
      nextAttemptAt: string | null;
      lastOutcome: components["schemas"]["AttemptOutcome"] | null;
      lastStatusCode: number | null;
      lastTotalMs: number | null;
      /** @description How its URL does now. */
      endpoint: {
        name: string | null;
        /** @enum {string} */
        state: "active" | "probing" | "suspended";
        reason: string | null;
        probeAt: string | null;
      };
      /** @description Where order is kept: the earlier delivery of the same instance that must end first. */
      waitsFor: string | null;
      /** @description The rate set for its URL, where it is due and waits for its turn. */
      waitsForRate: {
        perSecond: number | null;
        atOnce: number | null;
      } | null;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      createdAt: string;
      doneAt: string | null;
    };
    /** @enum {string} */
    AttemptOutcome:
      | "delivered"
      | "http_error"
      | "redirect"
      | "timeout"
      | "dns_error"
      | "connection_refused"
      | "connection_reset"
      | "tls_error"
      | "blocked"
      | "protocol_error"
      | "in_progress"
      | "interrupted";
    DeliveryWithAttempts: {
      /** @example dlv_42 */
      deliveryID: string;
      /**
       * @description The webhook-id that receivers see.
       * @example evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN
       */
      eventID: string;
      /** @enum {string} */
      eventType: "created" | "updated" | "deleted";
      instanceID: string;
      processName: string;
      /** @example ep_7 */
      endpointID: string;
      url: string;
      /**
       * @description pending: waiting, under way, or waiting for a retry; the others are final until a resend. What a save has just cancelled says so at once; the filter, and counts, find it as pending until its row does.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed" | "cancelled";
      /** @description A save has cancelled it, or ended its resend, a moment ago: no call of it can begin any more. */
      beingCancelled: boolean;
      cancelReason: ("url_removed" | "switched_off" | "send_cancelled") | null;
      /** @description expired: it waited too long for a suspended URL. */
      failReason: ("schedule_used_up" | "expired") | null;
      /** @description While it is resent: who asked for the attempt that comes next or is under way. */
      resendBy: string | null;
      /** @description While it is resent: what it was before, and is again if the attempt fails. */
      resendFrom: ("delivered" | "failed" | "cancelled") | null;
      /** @description Attempts begun. */
      attemptCount: number;
      underWay: boolean;
      /** @description When the next attempt is due; null while one is under way, and when none is. */
      nextAttemptAt: string | null;
      lastOutcome: components["schemas"]["AttemptOutcome"] | null;
      lastStatusCode: number | null;
      lastTotalMs: number | null;
      /** @description How its URL does now. */
      endpoint: {
        name: string | null;
        /** @enum {string} */
        state: "active" | "probing" | "suspended";
        reason: string | null;
        probeAt: string | null;
      };
      /** @description Where order is kept: the earlier delivery of the same instance that must end first. */
      waitsFor: string | null;
      /** @description The rate set for its URL, where it is due and waits for its turn. */
      waitsForRate: {
        perSecond: number | null;
        atOnce: number | null;
      } | null;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      createdAt: string;
      doneAt: string | null;
      /** @description In the order of their numbers. */
      attempts: components["schemas"]["Attempt"][];
    };
    Attempt: {
      /** @description From 1. */
      number: number;
      /** @enum {string} */
      trigger: "automatic" | "manual";
      /** @description Who asked for it, where it is manual. */
      triggeredBy: string | null;
      outcome: components["schemas"]["AttemptOutcome"];
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      startedAt: string;
      finishedAt: string | null;
      /** @description Request line and headers as sent, the values of the URL's own masked; null while it is under way, and when nothing was sent. */
      request: string | null;
      statusCode: number | null;
      responseHeaders: string | null;
      /** @description Its first 16 KiB, as text. */
      responseBody: string | null;
      dnsMs: number | null;
      connectMs: number | null;
      tlsMs: number | null;
      firstByteMs: number | null;
      totalMs: number | null;
      /** @description What happened, as a sentence. */
      cause: string | null;
    };
    Job: {
      /** @example job_3 */
      jobID: string;
      /** @enum {string} */
      state: "running" | "done" | "cancelled" | "failed";
      filter: {
        /** @enum {string} */
        status: "failed" | "delivered" | "cancelled" | "not_sent";
        eventType: ("created" | "updated" | "deleted") | null;
        instanceID: string | null;
        processName: string | null;
        url: string | null;
        from: string | null;
        to: string | null;
      } & {
        [key: string]: unknown;
      };
      /** @description Started in the log: its texts match a part, in any case. Otherwise ids and names match whole. */
      matchesParts: boolean;
      /** @description Deliveries that match and had ended when it was counted. */
      count: number;
      /** @description Made pending so far; what became of each, its delivery says. */
      done: number;
      skipped: {
        /** @description Their URL is suspended. */
        suspended: number;
        /** @description Somebody else was at them just then. */
        underWay: number;
        /** @description The settings were saved after the job began, and nothing asks for them any more. */
        removed: number;
        /** @description Once it is done: they were resent by somebody else, or deleted, before the job came to them. */
        changed: number;
      };
      startedBy: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      startedAt: string;
      finishedAt: string | null;
      cancelledBy: string | null;
      /** @description Why it failed. */
      failure: string | null;
    };
    Endpoint: {
      /** @example ep_7 */
      endpointID: string;
      url: string;
      /** @description What people call it, without invisible characters. */
      name: string | null;
      /** @description What people want to remember of it; line breaks and tabs are the only invisible characters. */
      note: string | null;
      /** @description The processes it is called for; empty: all of them. */
      processNames: string[];
      /** @description How often it may be called at most; null: no such limit. */
      rate: {
        perSecond: number | null;
        atOnce: number | null;
      };
      /** @description Its own retry schedule, seconds; null: by that of the installation. */
      retryPausesS: number[] | null;
      /** @description Types it is entered for and that are switched on; empty: it gets nothing new. */
      eventTypes: ("created" | "updated" | "deleted")[];
      /** @enum {string} */
      state: "active" | "probing" | "suspended";
      /** @description Why it is not active. */
      reason?: string;
      stateSince: string | null;
      /** @description Calls that failed since the last that succeeded. */
      failures: number;
      /** @description While probing: when the next single call may go out. */
      probeAt: string | null;
      /** @description By when it ended, in the last 48 half hours, the present one included. */
      last24h: {
        /** @description Callbacks delivered. */
        delivered: number;
        /** @description Deliveries that failed for good. */
        failed: number;
        /** @description Waiting now, however old; no more than 10000 are counted. */
        pending: number;
        /** @description Whether more wait than were counted. */
        pendingAtLeast: boolean;
      };
      /** @description Time to answer in the same half hours, within 5 %. */
      p50Ms: number | null;
      p95Ms: number | null;
      /**
       * Format: date-time
       * @description After a rotation: until when callbacks carry a signature by the secret before as well.
       */
      previousSecretUntil?: string;
      /** @description Headers of its own that go with every callback; nobody is shown their values. */
      requestHeaders: components["schemas"]["RequestHeader"][];
      /** @description The client certificate that calls to the URL have; null: none. Nobody is shown its key. */
      clientCertificate: components["schemas"]["ClientCertificate"] | null;
    };
    RequestHeader: {
      name: string;
      /**
       * Format: date-time
       * @description When its value was last set. RFC 3339, in UTC.
       */
      changedAt: string;
    };
    ClientCertificate: {
      /**
       * @description expires_soon: within 14 days. Calls are made all the same; the service judges it.
       * @enum {string}
       */
      status: "valid" | "not_yet_valid" | "expires_soon" | "expired";
      subject: string;
      issuer: string;
      /** Format: date-time */
      validFrom: string;
      /** Format: date-time */
      validTo: string;
      /** @description SHA-256 of the certificate, hex with colons. */
      fingerprint: string;
      /**
       * Format: date-time
       * @description When it was set. RFC 3339, in UTC.
       */
      changedAt: string;
    };
    EndpointSecret: {
      /** @example whsec_… */
      secret: string;
    };
    Reconciliation: {
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      from: string;
      /**
       * Format: date-time
       * @description RFC 3339, in UTC.
       */
      to: string;
      /**
       * Format: date-time
       * @description Of events before this time only the deliveries that retention has left are counted.
       */
      completeFrom: string;
      /** @description Events that occurred from `from` to before `to`. */
      changes: number;
      /** @description Deliveries owed: one for each URL enabled when its event committed. */
      expected: number;
      delivered: number;
      pending: number;
      failed: number;
      cancelled: number;
      /** @description Events that went nowhere, by reason. */
      notSent: {
        switched_off: number;
        no_urls: number;
        /** @description No URL wants the process. Only where there is such an event. */
        process_not_wanted?: number;
      };
      /** @description Deliveries missing or not owed, statuses without an attempt to show for them, changes without an event. 0 when all is well; then delivered + pending + failed + cancelled = expected. */
      unaccounted: number;
      /** @description What is not accounted for, at most 20 events, or instances with a change without one. */
      concerns: {
        eventID: string | null;
        instanceID: string;
        problem: string;
      }[];
      /** @description The statistics that screens show against the log, of whole half hours in the span. Where they differ nothing is lost. Null where it was not compared: the log is too long for a request, or has still to be counted after an upgrade. */
      stats: {
        /** @description Attempts in the statistics. */
        counted: number;
        /** @description Attempts in the log. */
        found: number;
        /** @description Half hours of an endpoint where they differ. */
        differences: number;
      } | null;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type InstanceChanged = components["schemas"]["InstanceChanged"];
export type Problem = components["schemas"]["Problem"];
export type InstanceSummary = components["schemas"]["InstanceSummary"];
export type Instance = components["schemas"]["Instance"];
export type InstanceDeleted = components["schemas"]["InstanceDeleted"];
export type AcceptedEvent = components["schemas"]["AcceptedEvent"];
export type Event = components["schemas"]["Event"];
export type EventDelivery = components["schemas"]["EventDelivery"];
export type Webhooks = components["schemas"]["Webhooks"];
export type TestCall = components["schemas"]["TestCall"];
export type WebhookOrder = components["schemas"]["WebhookOrder"];
export type Delivery = components["schemas"]["Delivery"];
export type AttemptOutcome = components["schemas"]["AttemptOutcome"];
export type DeliveryWithAttempts = components["schemas"]["DeliveryWithAttempts"];
export type Attempt = components["schemas"]["Attempt"];
export type Job = components["schemas"]["Job"];
export type Endpoint = components["schemas"]["Endpoint"];
export type RequestHeader = components["schemas"]["RequestHeader"];
export type ClientCertificate = components["schemas"]["ClientCertificate"];
export type EndpointSecret = components["schemas"]["EndpointSecret"];
export type Reconciliation = components["schemas"]["Reconciliation"];
export type $defs = Record<string, never>;
export interface operations {
  createInstance: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "processName": "Training Request",
         *       "FieldsMappings": [
         *         {
         *           "fieldname": "course",
         *           "text": "Course",
         *           "value": "SQL for analysts"
         *         }
         *       ],
         *       "Status": "Submitted"
         *     }
         */
        "application/json": {
          FieldsMappings?: {
            fieldname: string;
            text?: string;
            value: string;
          }[];
          Status?: string;
          TriggerField?: string;
          instanceID?: unknown;
          /** @description Letters, digits, spaces and the characters - _ . with a letter or a digit among them. */
          processName: string;
        };
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["InstanceChanged"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listInstances: {
    parameters: {
      query?: {
        processName?: string;
        status?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            items: components["schemas"]["InstanceSummary"][];
            /** @description Give it as `cursor` to read on; null on the last page. */
            nextCursor: string | null;
          };
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readInstance: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The instance's id, such as training-request-70. */
        instanceID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Instance"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  replaceInstance: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The instance's id, such as training-request-70. */
        instanceID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "Status": "Approved",
         *       "FieldsMappings": [
         *         {
         *           "fieldname": "course",
         *           "value": "SQL"
         *         }
         *       ]
         *     }
         */
        "application/json": {
          FieldsMappings?: {
            fieldname: string;
            text?: string;
            value: string;
          }[];
          Status?: string;
          TriggerField?: string;
          instanceID?: unknown;
          version?: number;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["InstanceChanged"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteInstance: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The instance's id, such as training-request-70. */
        instanceID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["InstanceDeleted"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  mergeInstance: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The instance's id, such as training-request-70. */
        instanceID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "Status": "Approved"
         *     }
         */
        "application/json": {
          FieldsMappings?: {
            fieldname: string;
            text?: string;
            value: string;
          }[];
          Status?: string;
          TriggerField?: string;
          instanceID?: unknown;
          version?: number;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["InstanceChanged"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readInstanceFields: {
    parameters: {
      query?: {
        /** @description Names, with commas between them; without it, all. */
        names?: string;
      };
      header?: never;
      path: {
        /** @description The instance's id, such as training-request-70. */
        instanceID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            name: string;
            text: string;
            value: string;
          }[];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listEvents: {
    parameters: {
      query?: {
        instanceID?: string;
        eventType?: "created" | "updated" | "deleted";
        outcome?: "dispatched" | "switched_off" | "no_urls" | "process_not_wanted";
        /** @description Occurred at this time or later. */
        from?: string;
        /** @description Occurred before this time, which is later than `from`. */
        to?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            items: components["schemas"]["Event"][];
            /** @description Give it as `cursor` to read on; null on the last page. */
            nextCursor: string | null;
          };
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createEvents: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example [
         *       {
         *         "eventType": "created",
         *         "instanceID": "order/4711",
         *         "processName": "Order"
         *       },
         *       {
         *         "eventType": "updated",
         *         "instanceID": "order/4711",
         *         "processName": "Order"
         *       }
         *     ]
         */
        "application/json":
          | {
              /** @enum {string} */
              eventType: "created" | "updated" | "deleted";
              /** @description As the platform spells it, without control characters; it need not be an instance of Callboard's. */
              instanceID: string;
              /** @description Letters, digits, spaces and the characters - _ . with a letter or a digit among them. */
              processName: string;
            }
          | {
              /** @enum {string} */
              eventType: "created" | "updated" | "deleted";
              /** @description As the platform spells it, without control characters; it need not be an instance of Callboard's. */
              instanceID: string;
              /** @description Letters, digits, spaces and the characters - _ . with a letter or a digit among them. */
              processName: string;
            }[];
      };
    };
    responses: {
      /** @description Accepted. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            events: components["schemas"]["AcceptedEvent"][];
          };
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readEvent: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The event's id, which receivers get as webhook-id. */
        eventID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Event"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readWebhooks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          /** @description Of these settings; for `If-Match`. */
          ETag: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Webhooks"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  replaceWebhooks: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag that reading gave, or `*` to replace whatever is stored. */
        "If-Match": string;
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "created": {
         *         "enabled": true,
         *         "urls": [
         *           "https://hooks.example.com/created"
         *         ]
         *       },
         *       "updated": {
         *         "enabled": false,
         *         "urls": []
         *       },
         *       "deleted": {
         *         "enabled": false,
         *         "urls": []
         *       }
         *     }
         */
        "application/json": {
          created: {
            enabled: boolean;
            /** @description Each called in this form, byte for byte. */
            urls: string[];
          };
          updated: {
            enabled: boolean;
            /** @description Each called in this form, byte for byte. */
            urls: string[];
          };
          deleted: {
            enabled: boolean;
            /** @description Each called in this form, byte for byte. */
            urls: string[];
          };
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          /** @description Of these settings; for `If-Match`. */
          ETag: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Webhooks"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It was changed meanwhile: read it again. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A precondition is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  testUrl: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "url": "https://hooks.example.com/created",
         *       "eventType": "created"
         *     }
         */
        "application/json": {
          url: string;
          /**
           * @description Sends the sample instance as this event type; needed unless `eventID` is given.
           * @enum {string}
           */
          eventType?: "created" | "updated" | "deleted";
          /** @description A dry run: sends this past event's own instance, process and type; instead of `eventType`. */
          eventID?: string;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestCall"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readWebhookOrder: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WebhookOrder"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  saveWebhookOrder: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "ordered": true
         *     }
         */
        "application/json": {
          /** @description Whether created, updated and deleted of one instance reach each URL one after the other, in this order. */
          ordered: boolean;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WebhookOrder"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        status?: "pending" | "delivered" | "failed" | "cancelled";
        eventType?: "created" | "updated" | "deleted";
        instanceID?: string;
        processName?: string;
        /** @description A part of the callback URL. */
        url?: string;
        from?: string;
        to?: string;
        /** @description What this bulk resend has resent or sent. */
        job?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            items: components["schemas"]["Delivery"][];
            /** @description Give it as `cursor` to read on; null on the last page. */
            nextCursor: string | null;
          };
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The delivery's id, such as dlv_42. */
        deliveryID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DeliveryWithAttempts"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  resendDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The delivery's id, such as dlv_42. */
        deliveryID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Delivery"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  resendDeliveries: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "status": "failed",
         *       "from": "2026-11-24T00:00:00Z",
         *       "dryRun": true
         *     }
         */
        "application/json": {
          /**
           * @description How they ended; failed where nothing is said.
           * @enum {string}
           */
          status?: "failed" | "delivered" | "cancelled";
          /** @enum {string} */
          eventType?: "created" | "updated" | "deleted";
          instanceID?: string;
          processName?: string;
          /** @description A part of the callback URL. */
          url?: string;
          /**
           * Format: date-time
           * @description Recorded at this time or later.
           */
          from: string;
          /**
           * Format: date-time
           * @description Recorded before this time, which is later than `from`.
           */
          to?: string;
          dryRun?: boolean;
        };
      };
    };
    responses: {
      /** @description With `dryRun`: how many there are. Nothing was done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Deliveries that match and had ended when it was counted. */
            count: number;
          };
        };
      };
      /** @description The job runs; read it for its progress. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @example job_3 */
            jobID: string;
            /** @description Deliveries that match and had ended when it was counted. */
            count: number;
          };
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The job's id, such as job_3. */
        jobID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The job's id, such as job_3. */
        jobID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listEndpoints: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            items: components["schemas"]["Endpoint"][];
            /** @description Give it as `cursor` to read on; null on the last page. */
            nextCursor: string | null;
          };
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  describeEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "CRM production",
         *       "note": "Run by the CRM team; ask them before resending."
         *     }
         */
        "application/json": {
          /** @description What people call it, without invisible characters. */
          name?: string;
          /** @description What people want to remember of it; line breaks and tabs are the only invisible characters. */
          note?: string;
          /** @description Headers that go with every callback to the URL, at most 10 in all. Each that is named is set, or with an empty value removed; the others stay. */
          requestHeaders?: {
            /** @description A token of RFC 9110, at most 100 characters, such as Authorization; none that Callboard sends itself, frames a message or is about the connection. */
            name: string;
            /** @description At most 2048 visible ASCII characters, with blanks and tabs between them. Empty: the header is removed. No answer holds it. */
            value: string;
          }[];
          /** @description The client certificate of calls to an https:// URL. Certificate and key have at most 65536 characters together. Null removes it. */
          clientCertificate?: {
            /** @description PEM: the certificate, then those of its chain that the service needs, such as intermediate ones. */
            certificate: string;
            /** @description PEM: the certificate's private key, not encrypted (PKCS #8, PKCS #1 or SEC 1). No answer holds it. */
            key: string;
          } | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  suspendEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  resumeEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  testEndpoint: {
    parameters: {
      query?: {
        /** @description The event type to send; the first it is entered for where none is given. */
        eventType?: "created" | "updated" | "deleted";
      };
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestCall"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  rotateEndpointSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readEndpointSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["EndpointSecret"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setEndpointProcesses: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "processNames": [
         *         "Training Request"
         *       ]
         *     }
         */
        "application/json": {
          /** @description As events spell them, letter by letter; an empty list stands for all processes. */
          processNames: string[];
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setEndpointRate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "perSecond": 5,
         *       "atOnce": 2
         *     }
         */
        "application/json": {
          /** @description Calls a second, with one decimal at most; null: no such limit. */
          perSecond: number | null;
          /** @description Calls under way at once; null: as many as each dispatcher makes to one URL. */
          atOnce: number | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setEndpointRetrySchedule: {
    parameters: {
      query?: never;
      header?: {
        /** @description Chosen by the sender, of visible ASCII characters; kept for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        /** @description The endpoint's id, such as ep_7. */
        endpointID: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "pausesS": [
         *         30,
         *         300,
         *         3600
         *       ]
         *     }
         */
        "application/json": {
          /** @description Seconds to wait after failed attempts 1, 2, …; then the delivery has failed. Null: by the schedule of the installation. */
          pausesS: number[] | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Endpoint"];
        };
      };
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such thing. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body did not come within a minute. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is not application/json, or is compressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  reconcile: {
    parameters: {
      query?: {
        /** @description Without it: as far back as every delivery is still kept (RETENTION_DAYS). */
        from?: string;
        /** @description Without it: now. Later than `from`. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Reconciliation"];
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token's owner lacks the role, or the token the scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The input breaks a rule; `errors` names each. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too much at once; `Retry-After` says when to try again. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @constant */
            status: "ok";
          };
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @constant */
            status: "ok";
            /** @description Dispatchers alive. */
            dispatchers: number;
            /** @description Callbacks wait until an administrator says whether this database has moved or is a copy. */
            held?: boolean;
          };
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Prometheus' text format, version 0.0.4. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description There is no token, or it is unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readOpenApi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @constant */
            openapi: "3.1.0";
            info: {
              title: string;
              version: string;
            } & {
              [key: string]: unknown;
            };
            paths: {
              [key: string]: unknown;
            };
          } & {
            [key: string]: unknown;
          };
        };
      };
      /** @description Something went wrong on Callboard's side; `detail` holds a reference for its log. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
}
