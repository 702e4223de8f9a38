import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { EarlyPress } from "@/components/shell/early-press";
import { KeepPage } from "@/components/shell/keep-page";
import { StyleNonce } from "@/components/shell/style-nonce";
import { type Theme, themeCookie, themeOf } from "@/components/shell/theme";
import "./globals.css";

export const metadata: Metadata = { title: { default: "Callboard", template: "%s · Callboard" } };

/** The top bar's colour, which browsers put around the page. */
const barColors = { light: "#ffffff", dark: "#1a1d2a" };

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return {
    width: "device-width",
    initialScale: 1,
    themeColor:
      theme === "system"
        ? (["light", "dark"] as const).map((scheme) => ({
            media: `(prefers-color-scheme: ${scheme})`,
            color: barColors[scheme],
          }))
        : barColors[theme],
  };
}

// Every page depends on who asks and on the database; nothing is made at build time.
export const dynamic = "force-dynamic";

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? "";
  return (
    // The theme is also set in the browser, where it is chosen.
    <html lang="en" className={await chosenTheme()} suppressHydrationWarning>
      <body>
        <EarlyPress nonce={nonce} />
        <KeepPage />
        <StyleNonce nonce={nonce} />
        {children}
      </body>
    </html>
  );
}

async function chosenTheme(): Promise<Theme> {
  return themeOf((await cookies()).get(themeCookie)?.value);
}
