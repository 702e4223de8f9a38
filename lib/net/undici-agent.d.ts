/** undici's agent alone, which has types only under the package's own name. */
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export default Agent;
}
