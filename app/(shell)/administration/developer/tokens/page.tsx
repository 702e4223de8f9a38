import type { Metadata } from "next";
import Link from "next/link";
import { Tokens } from "@/components/tokens/tokens";
import { buttonClass } from "@/components/ui/button";
import { config } from "@/lib/config";
import { publicId } from "@/lib/ids";
import { listTokens } from "@/lib/tokens/list";
import { listTokensSchema } from "@/lib/tokens/schema";
import { pageActor } from "@/lib/web/session";
import { createTokenAction, revokeTokenAction } from "./actions";

export const metadata: Metadata = { title: "API tokens" };

const path = "/administration/developer/tokens";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TokensPage({ searchParams }: Props) {
  const actor = await pageActor("tokens:read", path);
  const given = listTokensSchema.safeParse(await searchParams);
  const { items, nextCursor } = await listTokens(actor, given.data);
  return (
    <>
      <Tokens
        tokens={items}
        self={actor.userId === null ? null : publicId("usr", actor.userId)}
        role={actor.role}
        appUrl={config().appUrl}
        create={createTokenAction}
        revoke={revokeTokenAction}
      />
      {nextCursor && (
        <p className="mt-4 text-center">
          <Link href={`${path}?cursor=${nextCursor}`} prefetch={false} className={buttonClass()}>
            Older
          </Link>
        </p>
      )}
    </>
  );
}
