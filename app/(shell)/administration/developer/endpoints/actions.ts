"use server";

import { revalidatePath } from "next/cache";
import { setCertificateInput } from "@/lib/endpoints/certificate-schema";
import { changeClientCertificate } from "@/lib/endpoints/change-certificate";
import { changeRequestHeaders } from "@/lib/endpoints/change-headers";
import { describeEndpoint } from "@/lib/endpoints/describe";
import { removeRequestHeaderInput, setRequestHeaderInput } from "@/lib/endpoints/header-schema";
import { processesInput } from "@/lib/endpoints/processes-schema";
import { rateInput } from "@/lib/endpoints/rate-schema";
import { retryInput } from "@/lib/endpoints/retry-schema";
import { rotateSecret } from "@/lib/endpoints/rotate-secret";
import {
  describeEndpointInput,
  endpointInput,
  seenSecretUntil,
  testEndpointInput,
} from "@/lib/endpoints/schema";
import { setProcesses } from "@/lib/endpoints/set-processes";
import { setRate } from "@/lib/endpoints/set-rate";
import { setRetries } from "@/lib/endpoints/set-retries";
import { showSecret } from "@/lib/endpoints/show-secret";
import { testEndpoint } from "@/lib/endpoints/test-call";
import { action } from "@/lib/web/action";

export const testEndpointAction = action("webhooks:write", testEndpointInput, testEndpoint);

export const describeEndpointAction = action(
  "webhooks:write",
  describeEndpointInput,
  async (actor, { endpointID, ...description }) => {
    const described = await describeEndpoint(actor, endpointID, description);
    revalidatePath("/administration/developer", "layout");
    return described;
  },
);

export const setProcessesAction = action(
  "webhooks:write",
  processesInput,
  async (actor, { endpointID, processNames }) => {
    const set = await setProcesses(actor, endpointID, processNames);
    revalidatePath("/administration/developer", "layout");
    return set;
  },
);

export const setRateAction = action("webhooks:write", rateInput, async (actor, { endpointID, ...rate }) => {
  const set = await setRate(actor, endpointID, rate);
  revalidatePath("/administration/developer", "layout");
  return set;
});

export const setRetriesAction = action(
  "webhooks:write",
  retryInput,
  async (actor, { endpointID, pauses }) => {
    await setRetries(actor, endpointID, pauses);
    revalidatePath("/administration/developer", "layout");
  },
);

export const setRequestHeaderAction = action(
  "webhooks:write",
  setRequestHeaderInput,
  async (actor, { endpointID, ...header }) => {
    const headers = await changeRequestHeaders(actor, endpointID, [header]);
    revalidatePath("/administration/developer", "layout");
    return headers;
  },
);

export const removeRequestHeaderAction = action(
  "webhooks:write",
  removeRequestHeaderInput,
  async (actor, { endpointID, name }) => {
    const headers = await changeRequestHeaders(actor, endpointID, [{ name, value: "" }]);
    revalidatePath("/administration/developer", "layout");
    return headers;
  },
);

export const setCertificateAction = action(
  "webhooks:write",
  setCertificateInput,
  async (actor, { endpointID, ...given }) => {
    const certificate = await changeClientCertificate(actor, endpointID, given);
    revalidatePath("/administration/developer", "layout");
    return certificate;
  },
);

export const removeCertificateAction = action(
  "webhooks:write",
  endpointInput,
  async (actor, { endpointID }) => {
    const certificate = await changeClientCertificate(actor, endpointID, null);
    revalidatePath("/administration/developer", "layout");
    return certificate;
  },
);

export const showSecretAction = action("webhooks:write", endpointInput, (actor, { endpointID }) =>
  showSecret(actor, endpointID),
);

export const rotateSecretAction = action(
  "webhooks:write",
  endpointInput.extend({ previousSecretUntil: seenSecretUntil }),
  async (actor, { endpointID, previousSecretUntil }) => {
    try {
      return await rotateSecret(actor, endpointID, previousSecretUntil);
    } finally {
      revalidatePath("/administration/developer", "layout");
    }
  },
);
