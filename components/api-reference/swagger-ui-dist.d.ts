/** The part of swagger-ui that is used; the package ships no types. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  type Request = { url: string; credentials?: RequestCredentials };
  type Plugin = { components: Record<string, (props: Record<string, string>) => string | null> };
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
    requestInterceptor: (request: Request) => Request;
    onComplete: () => void;
  };
  export default function SwaggerUI(options: Options): void;
}
