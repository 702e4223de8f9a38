import { operator } from "@/lib/auth/actor";
import { closePool } from "@/lib/db/pool";
import { testEndpoint } from "@/lib/endpoints/test-call";

/** Sends a test to the endpoint that the command line names and prints how it went: a process has authorities of its own to trust. */
const [endpointID = ""] = process.argv.slice(2);
console.log(JSON.stringify(await testEndpoint(operator, { endpointID })));
await closePool();
