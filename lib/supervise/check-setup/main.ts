import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadDotEnv } from "@/lib/supervise/attached";
import { checkSetup } from "./check-setup";
import { report } from "./finding";

const root = path.join(fileURLToPath(new URL("..", import.meta.url)));

loadDotEnv();
const findings = await checkSetup(process.env, root);
for (const line of report(findings)) console.log(line);
process.exitCode = findings.some(({ level }) => level === "stops") ? 1 : 0;
