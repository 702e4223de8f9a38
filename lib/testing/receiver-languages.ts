import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

type ReceiverLanguage = {
  name: string;
  /** Says its version; whether it is on this machine. */
  version: [command: string, ...args: string[]];
  build?: () => void;
  run: (port: number) => string[];
  /** The same with a fault in it that a genuine call runs into. */
  broken?: (port: number) => string[];
  /** Its HTTP server hands over only the last of a header that came twice. */
  keepsLastHeader?: true;
  /** Of the awkward URLs those that its HTTP server refuses before the receiver sees them. */
  refuses?: string[];
};

/** Those that need a library of a package registry: only `npm run test:verifiers` brings it and runs them. */
export const languagesWithLibraries = ["Java", "Rust"];

/**
 * How each receiver of docs/receivers is built and run. What is built goes to `folder`.
 * @param libraries where what Java and Rust need is, as scripts/verifiers/checks.mjs brings it: then how those two are run
 */
export function receiverLanguages(folder: string, libraries?: string): ReceiverLanguage[] {
  return libraries ? withLibraries(folder, libraries) : withoutLibraries(folder);
}

function withoutLibraries(folder: string): ReceiverLanguage[] {
  const program = path.join(folder, "receiver");
  return [
    {
      name: "JavaScript",
      version: ["node", "--version"],
      run: () => ["node", "docs/receivers/receiver.mjs"],
      broken: () => [
        ...["node", "--import", "data:text/javascript,console.log=()=>{throw new Error('broken')}"],
        "docs/receivers/receiver.mjs",
      ],
    },
    {
      name: "Python",
      version: ["python3", "--version"],
      run: () => ["python3", "-I", "-S", "docs/receivers/receiver.py"],
      broken: () => [
        ...["python3", "-I", "-S", "-c"],
        "import runpy, urllib.parse as u; u.parse_qs = lambda q: {}; runpy.run_path('docs/receivers/receiver.py', run_name='__main__')",
      ],
    },
    {
      name: "Go",
      version: ["go", "version"],
      build: () =>
        void execFileSync("go", ["build", "-o", program, "docs/receivers/receiver.go"], {
          env: { ...process.env, GO111MODULE: "off" },
          stdio: "ignore",
        }),
      run: () => [program],
      refuses: ["/100%", "/%zz"],
    },
    {
      name: "C#",
      version: ["mcs", "--version"],
      build: () => {
        // What is named here wins over what "using System" brings.
        const fault = path.join(folder, "fault.cs");
        writeFileSync(
          fault,
          `static class Console {
          public static readonly System.IO.TextWriter Error = System.Console.Error;
          public static void WriteLine(string line) { throw new System.Exception("broken"); }
        }`,
        );
        const compile = (output: string, ...more: string[]) =>
          execFileSync("mcs", ["-warnaserror", `-out:${output}`, "docs/receivers/Receiver.cs", ...more]);
        compile(`${program}.exe`);
        compile(`${program}-broken.exe`, fault);
      },
      run: () => ["mono", `${program}.exe`],
      broken: () => ["mono", `${program}-broken.exe`],
      keepsLastHeader: true,
    },
    {
      name: "PHP",
      version: ["php", "--version"],
      run: (port) => php(port),
      broken: (port) => php(port, "-d", "disable_functions=hash_hmac,ctype_digit"),
    },
    {
      name: "Ruby",
      version: ["ruby", "--version"],
      run: () => ["ruby", "--disable=gems", "docs/receivers/receiver.rb"],
      broken: () => [
        ...["ruby", "--disable=gems", "-e"],
        'def puts(*) = raise("broken"); load "docs/receivers/receiver.rb"',
      ],
    },
  ];
}

const php = (port: number, ...options: string[]) => [
  ...["php", "-n", ...options, "-S", `127.0.0.1:${port}`, "docs/receivers/receiver.php"],
];

function withLibraries(folder: string, libraries: string): ReceiverLanguage[] {
  const jars = path.join(libraries, "java/*");
  const java = (classes: string) => [
    ...["java", "-XX:TieredStopAtLevel=1", "-cp", [classes, jars].join(path.delimiter), "Receiver"],
  ];
  const classes = path.join(folder, "classes");
  const brokenClasses = path.join(folder, "broken");
  const cargo = path.join(libraries, "rust");
  const binary = (name: string) => path.join(cargo, "target/debug", name);
  return [
    {
      name: "Java",
      version: ["javac", "--version"],
      build: () => {
        const compile = (file: string, to: string) =>
          execFileSync("javac", ["-Xlint:all", "-Werror", "-cp", jars, "-d", to, file]);
        compile("docs/receivers/Receiver.java", classes);
        const file = path.join(folder, "Receiver.java");
        const work = "    System.out.println(";
        writeCopy(
          "docs/receivers/Receiver.java",
          file,
          work,
          `    if (true) throw new RuntimeException();\n${work}`,
        );
        compile(file, brokenClasses);
      },
      run: () => java(classes),
      broken: () => java(brokenClasses),
      // Nothing relaxes these for Tomcat.
      refuses: ["/%E4", "/100%", "/%zz", "/a%00b"],
    },
    {
      name: "Rust",
      version: ["cargo", "--version"],
      build: () => {
        const sources = path.join(cargo, "src/bin");
        mkdirSync(sources, { recursive: true });
        copyFileSync("docs/receivers/receiver.rs", path.join(sources, "receiver.rs"));
        const file = path.join(sources, "broken.rs");
        writeCopy("docs/receivers/receiver.rs", file, "    204\n", "    panic!()\n");
        execFileSync("cargo", ["build", "--quiet", "--bins"], { cwd: cargo });
      },
      run: () => [binary("receiver")],
      broken: () => [binary("broken")],
    },
  ];
}

/** Writes a copy of a file with one text in place of another. */
function writeCopy(file: string, copy: string, text: string, by: string): void {
  const source = readFileSync(file, "utf8");
  if (!source.includes(text)) throw new Error(`${file} has no ${JSON.stringify(text)}.`);
  writeFileSync(
    copy,
    source.replace(text, () => by),
  );
}
