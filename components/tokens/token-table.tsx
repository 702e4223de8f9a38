import Link from "next/link";
import { Button } from "@/components/ui/button";
import { utcTime } from "@/components/ui/exact-time";
import { Pill, type Tone } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import type { TokenState, TokenView } from "@/lib/tokens/view";

const cell = "block px-4 py-0.5 @4xl:table-cell @4xl:py-2.5 @4xl:align-top";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

const states: Record<TokenState, { tone: Tone; label: string }> = {
  active: { tone: "ok", label: "Active" },
  owner_disabled: { tone: "warn", label: "Owner disabled" },
  expired: { tone: "idle", label: "Expired" },
  revoked: { tone: "idle", label: "Revoked" },
};

/** Tokens, a row each; blocks where there is little room. */
export function TokenTable({
  tokens,
  self,
  onRevoke,
}: {
  tokens: TokenView[];
  /** The reader's own userID. */
  self: string | null;
  onRevoke: (token: TokenView) => void;
}) {
  return (
    <div className="@container">
      <table className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={head}>Name</th>
            <th className={`${head} w-28`}>Scopes</th>
            <th className={`${head} w-44`}>Owner</th>
            <th className={`${head} w-40`}>State</th>
            <th className={`${head} w-28`}>Created</th>
            <th className={`${head} w-28`}>Last used</th>
            <th className={`${head} w-26`}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="block @4xl:table-row-group">
          {tokens.map((token) => (
            <tr
              key={token.tokenID}
              id={`token_${token.tokenID}`}
              className="block border-b border-line py-2.5 last:border-0 target:bg-primary-soft @4xl:table-row @4xl:py-0"
            >
              <td className={`${cell} break-words`}>
                <span className="font-medium">{token.name}</span>
                <code className="block text-[12.5px] text-text-2">{token.tokenID}</code>
              </td>
              <td className={cell}>
                <Narrow>scopes: </Narrow>
                {token.scopes.join(", ")}
              </td>
              <td className={`${cell} break-words`}>
                <Narrow>owner: </Narrow>
                {token.owner.userID === self ? "you" : token.owner.name}
                {token.owner.userID !== self && (
                  <span className="block text-[12.5px] break-all text-text-2">{token.owner.email}</span>
                )}
              </td>
              <td className={cell}>
                <Pill tone={states[token.state].tone}>{states[token.state].label}</Pill>
                <When token={token} />
              </td>
              <td className={`${cell} text-text-2`}>
                <Narrow>created </Narrow>
                <RelativeTime at={token.createdAt} />
              </td>
              <td className={`${cell} text-text-2`}>
                <Narrow>last used: </Narrow>
                {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : "never"}
              </td>
              <td className={`${cell} @4xl:text-right`}>
                {token.state === "active" || token.state === "owner_disabled" ? (
                  <Button size="s" onClick={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
                    Revoke
                  </Button>
                ) : (
                  <Link
                    href={`/administration/developer/history?kind=token&subject=token_${token.tokenID}`}
                    prefetch={false}
                    className="text-[12.5px] text-primary underline"
                    aria-label={`History of ${token.name}`}
                  >
                    History
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the heading says where there is one. */
function Narrow({ children }: { children: string }) {
  return <span className="text-text-2 @4xl:hidden">{children}</span>;
}

function When({ token: { state, expiresAt, revokedAt } }: { token: TokenView }) {
  const day = (at: string) => (
    <time dateTime={at} title={utcTime(at)}>
      {at.slice(0, 10)}
    </time>
  );
  return (
    <span className="block text-[12.5px] text-text-2">
      {state === "revoked" && revokedAt ? (
        <>on {day(revokedAt)}</>
      ) : (
        <>
          {state === "expired" ? "on" : "expires"} {day(expiresAt)}
        </>
      )}
    </span>
  );
}
