import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { RawText } from "@/components/ui/raw-text";

const headers: [name: string, meaning: string][] = [
  [
    "webhook-id",
    "The event, the same on every attempt and for every URL. A receiver that must not act twice remembers it.",
  ],
  ["webhook-timestamp", "When this attempt was made, in seconds. Refuse what is older than five minutes."],
  [
    "webhook-signature",
    "v1, a comma and the signature in base64. After a rotation there are two, with a space between; one that fits is enough.",
  ],
];

const sample = `import { Webhook } from "standardwebhooks";

// The query as it was received, byte for byte, in double quotes.
const query = request.url.slice(request.url.indexOf("?") + 1);

// Throws when the signature does not fit or is too old.
new Webhook(process.env.CALLBOARD_SECRET).verify(\`"\${query}"\`, request.headers);`;

/** How a receiver makes sure that a callback comes from here (Standard Webhooks). */
export function VerifyCard({ children }: { children?: ReactNode }) {
  return (
    <Card title="How to verify">
      <div className="px-4 py-3">
        <p className="text-text-2">
          Callbacks are signed by the Standard Webhooks specification, so its libraries verify them. Three
          headers say all that is needed:
        </p>
        <dl className="mt-2 grid gap-x-4 gap-y-1.5 sm:grid-cols-[max-content_minmax(0,1fr)]">
          {headers.map(([name, meaning]) => (
            <div key={name} className="contents">
              <dt>
                <code className="text-[12.5px]">{name}</code>
              </dt>
              <dd className="text-text-2">{meaning}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 text-text-2">
          Signed, with HMAC-SHA256 and the secret&apos;s part after whsec_ decoded from base64, is this text:
          the id, a dot, the timestamp, a dot, and the query as received in double quotes.
        </p>
        <RawText
          level="h3"
          label="The signed text"
          title="Signed text"
          text={'<webhook-id>.<webhook-timestamp>."<query>"'}
        />
        <RawText
          level="h3"
          label="Example in Node"
          title="In Node, with the package standardwebhooks"
          text={sample}
        />
        {children}
      </div>
    </Card>
  );
}
