import type { ReactNode } from "react";
import { Brand } from "./brand";

/** The frame of the pages outside the shell: sign-in, setup, what was not found. */
export function FrontDoor({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-[400px]">
        <div className="mb-4 flex justify-center">
          <Brand />
        </div>
        <div className="rounded-2xl border border-line bg-surface p-6 shadow-card">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {intro && <div className="mt-1 text-text-2">{intro}</div>}
          {children && <div className="mt-5">{children}</div>}
        </div>
      </div>
    </main>
  );
}
