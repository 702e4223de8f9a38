import { type NextRequest, NextResponse } from "next/server";
import { problem } from "@/lib/web/problem";

/** Refuses addresses whose percent signs spell no text, on which Next itself would fail with a 500. It authorises nothing. */
export function proxy(request: NextRequest): Response {
  try {
    decodeURIComponent(new URL(request.url).pathname);
    return NextResponse.next();
  } catch {
    return problem(400, "The address is malformed: its percent signs do not spell text in UTF-8.");
  }
}

/** Only where a part of the address is a parameter. */
export const config = {
  matcher: [
    "/instances/:path+",
    "/administration/developer/deliveries/:path+",
    "/api/instances/((?!create$).*)",
    "/api/endpoints/:path+",
    "/api/events/:path+",
  ],
};
