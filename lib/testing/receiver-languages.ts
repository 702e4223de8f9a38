import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

export type ReceiverLanguage = {
  name: string;
  /** Says its version; whether it is on this machine. */
  version: [command: string, ...args: string[]];
  build?: () => void;
  run: (port: number) => string[];
  /** The same with a fault in it that a genuine call runs into. */
  broken?: (port: number) => string[];
  /** Its HTTP server hands over only the last of a header that came twice. */
  keepsLastHeader?: true;
};

/** How each receiver of docs/receivers is built and run. What is built goes to `folder`. */
export function receiverLanguages(folder: string): ReceiverLanguage[] {
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
  ];
}

const php = (port: number, ...options: string[]) => [
  ...["php", "-n", ...options, "-S", `127.0.0.1:${port}`, "docs/receivers/receiver.php"],
];
