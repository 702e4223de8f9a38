import { CopyButton } from "@/components/ui/copy-button";

/** A request to try a token with; without one, its place is shown. */
export function CurlExample({ appUrl, token }: { appUrl: string; token?: string }) {
  const command = `curl -sS ${appUrl}/api/instances -H "Authorization: Bearer ${token ?? "cbt_…"}"`;
  return (
    <span className="flex items-start gap-2 rounded-lg bg-surface-2 px-3 py-2 text-left">
      <code className="min-w-0 flex-1 text-[12.5px] wrap-anywhere whitespace-pre-wrap text-text">
        {command}
      </code>
      <CopyButton text={command} label="Copy the example" />
    </span>
  );
}
