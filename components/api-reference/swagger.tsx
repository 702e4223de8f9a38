"use client";

import Script from "next/script";
import { type ReactNode, useEffect, useRef, useState } from "react";
import "swagger-ui-dist/swagger-ui.css";
import "./swagger.css";
import { Note } from "@/components/ui/note";
import type { GetComponent, Plugin } from "./swagger-ui-bundle";

/** As the package has it: its megabyte and a half is minified already, and the build need not read it. */
const library = new URL("swagger-ui-dist/swagger-ui-bundle.js", import.meta.url).href;

/** Without what the page says already; a link inside a button, which no keyboard would reach, and a button without a name. */
const replacements = {
  components: {
    ServersContainer: () => null,
    DeepLink: ({ text = "" }: Record<string, string>) => text,
    CloseIcon: () => "Close",
  },
};

/**
 * As the library's own layout, without what of it is not shown here, and without its `main`: the page has one already. Every
 * element is its React's, and every component is asked of it by name.
 */
const layout: Plugin = ({ React: { createElement: element } }) => ({
  components: {
    // biome-ignore lint/correctness/noComponentHookFactories: a plugin is called once, with the React of the library
    PageLayout: ({ getComponent }: { getComponent: GetComponent }) => {
      const [Errors, Info, Authorize, Filter, Operations] = [
        getComponent("errors", true),
        getComponent("InfoContainer", true),
        getComponent("AuthorizeBtnContainer", true),
        getComponent("FilterContainer", true),
        getComponent("operations", true),
      ];
      return element(
        "div",
        { className: "swagger-ui" },
        element(getComponent("SvgAssets")),
        element(Errors),
        element("div", { className: "information-container wrapper" }, element(Info)),
        element(
          "div",
          { className: "scheme-container" },
          element("div", { className: "schemes wrapper" }, element(Authorize)),
        ),
        element(Filter),
        element("div", { className: "wrapper" }, element(Operations)),
      );
    },
  },
});

/** Swagger UI on the document that this server gives, with the reader's own address as the base of every call. */
export function Swagger({ loading }: { loading: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isLoaded, setIsLoaded] = useState(false);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");

  // Another library's tree hangs below this element: it is made, coloured and taken away by hand.
  useEffect(() => {
    if (!isLoaded) return;
    const abort = new AbortController();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const { classList } = document.documentElement;
    // The theme that was chosen, else the browser's (components/shell/theme.ts).
    const isDark = () => classList.contains("dark") || (dark.matches && !classList.contains("light"));
    const colour = () => {
      if (classList.contains("dark-mode") !== isDark()) classList.toggle("dark-mode", isDark());
    };
    colour();
    const observer = new MutationObserver(colour);
    observer.observe(document.documentElement, { attributeFilter: ["class"] });
    abort.signal.addEventListener("abort", () => observer.disconnect());
    dark.addEventListener("change", colour, { signal: abort.signal });
    abort.signal.addEventListener("abort", () => classList.remove("dark-mode"));
    readDocument(abort.signal).then(
      (spec) => {
        if (!place.current || abort.signal.aborted) return;
        const domNode = document.createElement("div");
        place.current.replaceChildren(domNode);
        window.SwaggerUIBundle({ ...options, domNode, spec, onComplete: () => setState("shown") });
      },
      () => {
        if (!abort.signal.aborted) setState("failed");
      },
    );
    return () => abort.abort();
  }, [isLoaded]);

  return (
    <>
      <Script src={library} onReady={() => setIsLoaded(true)} onError={() => setState("failed")} />
      {state === "loading" && loading}
      {state === "failed" && (
        <div className="p-4">
          <Note tone="bad">The reference cannot be loaded at the moment. Load the page again.</Note>
        </div>
      )}
      <h2 className="sr-only">Operations</h2>
      <div ref={place} />
    </>
  );
}

const options = {
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [replacements, layout],
  layout: "PageLayout",
  // Its colours are written into the elements, where no style sheet has a say.
  syntaxHighlight: false,
  // A call made here is a program's: it carries the token that was entered, never the reader's session.
  requestInterceptor: (request: { url: string; credentials?: RequestCredentials }) => {
    request.credentials = "omit";
    return request;
  },
} as const;

async function readDocument(signal: AbortSignal): Promise<object> {
  const response = await fetch("/api/openapi.json", { credentials: "omit", signal });
  if (!response.ok) throw new Error(`The document was answered with ${response.status}.`);
  const spec: unknown = await response.json();
  if (typeof spec !== "object" || spec === null) throw new Error("The document is no object.");
  return { ...spec, servers: [{ url: location.origin }] };
}
