import { readFile } from "node:fs/promises";
import path from "node:path";

const files = [
  { language: "JavaScript", file: "receiver.mjs" },
  { language: "Python", file: "receiver.py" },
  { language: "Go", file: "receiver.go" },
  { language: "C#", file: "Receiver.cs" },
  { language: "PHP", file: "receiver.php" },
  { language: "Java", file: "Receiver.java" },
  { language: "Ruby", file: "receiver.rb" },
  { language: "Rust", file: "receiver.rs" },
] as const;

type Example = { language: string; file: string; source: string };

/** Whole receivers that verify a callback, as `docs/receivers` has them and its tests run them. */
export function receiverExamples(): Promise<Example[]> {
  return Promise.all(
    files.map(async ({ language, file }) => ({
      language,
      file,
      source: await readFile(path.join(process.cwd(), "docs", "receivers", file), "utf8"),
    })),
  );
}
