/** The part of swagger-ui that is used; the package ships no types. */
type Request = { url: string; credentials?: RequestCredentials };
type Element = object;
type Component = (props: never) => Element | string | null;
/** @param isContainer connected to the library's state */
export type GetComponent = (name: string, isContainer?: boolean) => Component;
type Components = { components: Record<string, Component> };
type System = {
  React: {
    createElement: (
      type: string | Component,
      props?: Record<string, string>,
      ...children: Element[]
    ) => Element;
  };
};
export type Plugin = Components | ((system: System) => Components);
type Options = {
  domNode: HTMLElement;
  spec: object;
  deepLinking: boolean;
  docExpansion: "list" | "full" | "none";
  defaultModelsExpandDepth: number;
  displayRequestDuration: boolean;
  filter: boolean;
  persistAuthorization: boolean;
  syntaxHighlight: boolean;
  validatorUrl: null;
  plugins: readonly Plugin[];
  layout: string;
  requestInterceptor: (request: Request) => Request;
  onComplete: () => void;
};
declare global {
  interface Window {
    /** What its script leaves behind. */
    SwaggerUIBundle: (options: Options) => void;
  }
}
