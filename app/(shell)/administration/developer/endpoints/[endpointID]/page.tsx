import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { resumeAction, suspendAction } from "@/app/(shell)/administration/developer/actions";
import {
  describeEndpointAction,
  removeCertificateAction,
  removeRequestHeaderAction,
  rotateSecretAction,
  setCertificateAction,
  setProcessesAction,
  setRateAction,
  setRequestHeaderAction,
  setRetriesAction,
  showSecretAction,
  testEndpointAction,
} from "@/app/(shell)/administration/developer/endpoints/actions";
import { AttemptsCard } from "@/components/endpoints/attempts-card";
import { CertificateCard } from "@/components/endpoints/certificate-card";
import { CertificateFacts } from "@/components/endpoints/certificate-facts";
import { conditionOf } from "@/components/endpoints/condition";
import { DescriptionButton } from "@/components/endpoints/description-button";
import { EndpointButtons } from "@/components/endpoints/endpoint-buttons";
import { FactsCard } from "@/components/endpoints/facts-card";
import { LatestCard } from "@/components/endpoints/latest-card";
import { ProcessesCard } from "@/components/endpoints/processes-card";
import { RateCard } from "@/components/endpoints/rate-card";
import { RequestHeadersCard } from "@/components/endpoints/request-headers-card";
import { RetriesCard } from "@/components/endpoints/retries-card";
import { SecretCard } from "@/components/endpoints/secret-card";
import { StateNote } from "@/components/endpoints/state-note";
import { StatePill } from "@/components/endpoints/state-pill";
import { StatesCard } from "@/components/endpoints/states-card";
import { TestCard } from "@/components/endpoints/test-card";
import { VerifyCard } from "@/components/endpoints/verify-card";
import { pageTitle } from "@/components/shell/page-title";
import { PageHeader } from "@/components/ui/page-header";
import { visibleText } from "@/components/ui/visible-text";
import { config } from "@/lib/config";
import { deliveriesOfEndpoint } from "@/lib/deliveries/of-endpoint";
import { endpointTitle } from "@/lib/endpoint-title";
import { descriptionOf } from "@/lib/endpoints/description";
import { readAttemptSeries } from "@/lib/endpoints/read-attempt-series";
import { readStateChanges } from "@/lib/endpoints/read-state-changes";
import { readStatsOf } from "@/lib/endpoints/read-stats";
import { seriesSpans } from "@/lib/endpoints/schema";
import type { EndpointStats } from "@/lib/endpoints/view";
import { NotFoundError } from "@/lib/errors";
import { pageActor } from "@/lib/web/session";

type Props = {
  params: Promise<{ endpointID: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return pageTitle(`Endpoint ${(await params).endpointID}`);
}

const developer = "/administration/developer";
const latestCount = 8;
const maxStateChanges = 50;

export default async function EndpointPage({ params, searchParams }: Props) {
  const { endpointID } = await params;
  const path = `${developer}/endpoints/${encodeURIComponent(endpointID)}`;
  const actor = await pageActor("webhooks:read", path);
  const given = (await searchParams).span;
  const span = seriesSpans.find((one) => one === given) ?? "24h";
  const [endpoint, series, latest, states] = await Promise.all([
    readStatsOf(actor, endpointID),
    readAttemptSeries(actor, endpointID, span),
    deliveriesOfEndpoint(actor, endpointID, latestCount),
    readStateChanges(actor, endpointID, maxStateChanges),
  ]).catch((error) => {
    if (error instanceof NotFoundError) notFound();
    throw error;
  });
  return (
    <>
      <EndpointHeader endpoint={endpoint} />
      <StateNote endpoint={endpoint} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
          <AttemptsCard series={series} path={path} />
          <LatestCard url={endpoint.url} deliveries={latest} />
          <TestCard
            endpointID={endpointID}
            subscribedTypes={endpoint.subscribedTypes}
            test={testEndpointAction}
          />
          <VerifyCard>
            <p className="mt-3">
              <Link href="/administration/developer/receivers" className="text-primary hover:underline">
                Whole receivers in eight languages
              </Link>
            </p>
          </VerifyCard>
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
          <StatesCard endpointID={endpointID} states={states} />
          <FactsCard endpoint={endpoint} />
          <OptionCards endpoint={endpoint} />
        </div>
      </div>
    </>
  );
}

/** Which URL it is, its state, and what can be done with it. */
function EndpointHeader({ endpoint }: { endpoint: EndpointStats }) {
  return (
    <>
      <p className="mb-1 text-[12.5px] text-text-2">
        <Link href={developer} className="hover:underline">
          Developer resources
        </Link>{" "}
        / {endpoint.endpointID}
      </p>
      <PageHeader
        title={visibleText(endpointTitle(endpoint).title)}
        state={<StatePill condition={conditionOf(endpoint)} />}
        actions={
          <>
            <DescriptionButton
              endpointID={endpoint.endpointID}
              description={descriptionOf(endpoint)}
              save={describeEndpointAction}
            />
            <EndpointButtons endpoint={endpoint} suspend={suspendAction} resume={resumeAction} />
          </>
        }
      >
        {/* In full also where it is the title, which the bar may cut. */}
        <p className="mt-1 font-mono text-[12.5px] break-all">{endpoint.url}</p>
        {endpoint.note !== null && (
          <p className="max-w-prose break-words whitespace-pre-wrap">{visibleText(endpoint.note)}</p>
        )}
      </PageHeader>
    </>
  );
}

/** A card for each thing that can be set for this URL alone. */
function OptionCards({ endpoint }: { endpoint: EndpointStats }) {
  const { endpointID, url } = endpoint;
  return (
    <>
      <ProcessesCard endpointID={endpointID} processNames={endpoint.processNames} save={setProcessesAction} />
      <RateCard endpointID={endpointID} rate={endpoint.rate} save={setRateAction} />
      <RetriesCard
        endpointID={endpointID}
        pausesS={endpoint.retryPausesS}
        usualMs={config().retryScheduleMs}
        save={setRetriesAction}
      />
      <SecretCard
        of={{ endpointID }}
        previousSecretUntil={endpoint.previousSecretUntil}
        show={showSecretAction}
        rotate={rotateSecretAction}
      />
      <RequestHeadersCard
        endpointID={endpointID}
        url={url}
        headers={endpoint.requestHeaders}
        set={setRequestHeaderAction}
        remove={removeRequestHeaderAction}
      />
      <CertificateCard
        endpointID={endpointID}
        url={url}
        set={setCertificateAction}
        remove={removeCertificateAction}
      >
        {endpoint.clientCertificate && <CertificateFacts certificate={endpoint.clientCertificate} />}
      </CertificateCard>
    </>
  );
}
