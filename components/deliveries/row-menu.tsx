"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useContext, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useFetched } from "@/components/ui/use-fetched";
import { useKeyedAction } from "@/components/ui/use-keyed-action";
import type { DeliveryView } from "@/lib/deliveries/view";
import { Live } from "./live-delivery";
import type { ResendAction } from "./resend-button";

export type RowLink = { href: string; text: string };

type Props = { id: string; links: RowLink[] };

/**
 * What can be done with a row: one button that opens it all, and Resend where the mouse or the focus is. Resend is in the menu too,
 * so that a row is two stops of the Tab key.
 */
export function RowMenu({ resend, ...props }: Props & { resend?: ResendAction | undefined }) {
  return resend ? <ResendMenu {...props} resend={resend} /> : <Menu {...props} />;
}

/** Over the time at the row's end, or in blocks beside the menu, where the mouse or the focus is. */
export const besideMenu =
  "bg-surface-2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-busy=true]]:opacity-100 @4xl:absolute @4xl:top-1/2 @4xl:right-11 @4xl:w-22 @4xl:-translate-y-1/2 @4xl:text-right";

function ResendMenu({ id, links, resend }: Props & { resend: ResendAction }) {
  const router = useRouter();
  const isLive = useContext(Live)?.state === "live";
  const [run, busy] = useKeyedAction<{ deliveryID: string }, DeliveryView>(resend);
  const [notice, setNotice] = useState<Notice | null>(null);
  const clicked = () =>
    run({ deliveryID: id }, (result) => {
      setNotice(noticeOf(result, () => `${id} is sent again now.`));
      // A live row shows it by itself. Drawn anew, one that no longer matches the filters would go, with what was said and the focus.
      if (!result.ok || !isLive) router.refresh();
    });
  return (
    <span className="flex items-center justify-end gap-1">
      <span className={besideMenu}>
        <Button size="s" tabIndex={-1} aria-busy={busy} onClick={clicked}>
          <span>
            Resend<span className="sr-only"> {id}</span>
          </span>
        </Button>
      </span>
      <Menu id={id} links={links} onResend={clicked} />
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </span>
  );
}

const item = "block w-full rounded-lg px-3 py-1.5 text-left text-[13px] hover:bg-surface-2";

const fetchPopover = () => import("@/components/ui/popover");

function Menu({ id, links, onResend }: Props & { onResend?: () => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  const fetched = useFetched(fetchPopover, open, close);
  return (
    <>
      <button
        ref={button}
        type="button"
        onClick={() => setOpen(!open)}
        aria-label={`More of ${id}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        className="ml-auto grid size-6 place-items-center rounded-lg text-text-2 hover:bg-surface-2 hover:text-text"
      >
        <Ellipsis aria-hidden className="size-4" />
      </button>
      {open && fetched && (
        <fetched.Popover
          button={button}
          onClose={close}
          label={`More of ${id}`}
          align="end"
          className="z-50 min-w-40 p-1.5"
        >
          {onResend && (
            <button
              type="button"
              onClick={() => {
                close();
                onResend();
              }}
              className={item}
            >
              Resend
            </button>
          )}
          {links.map(({ href, text }) => (
            <Link key={href} href={href} prefetch={false} className={item}>
              {text}
            </Link>
          ))}
        </fetched.Popover>
      )}
    </>
  );
}
