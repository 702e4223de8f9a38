// Who may import whom: the one table of it, held against the code by `check-imports.ts` (docs/decisions/0043).
//
// A row is a room: its files may import each other and what is listed under `from`, else nothing of ours. `a/**` is a
// folder with all below, `a/*` the files directly in it, `a/b` one file. `except` names single files of other rooms, each
// with its reason. `packages`, where a row has them, are all it may import; else any may be imported but `screens`. The
// last row that names a file holds for it.

import { browserSafe } from "./browser-safe";

/** What draws screens or answers for Next. */
export const screens = ["react", "react-dom", "react-dom/**", "next", "next/**", "next-auth", "next-auth/**"];

const anyPackage = ["**"];

/** What is no part of the product imports what it needs; nothing of the product imports it. */
export const free = [
  "**/*.test",
  "lib/testing/**",
  "e2e/**",
  "scripts/**",
  "bench/**",
  "findings/**",
  "*.config",
];

const browser = ["lib/address/**", "lib/callback/**", ...browserSafe];

/** The files directly in `lib/` (environment, log, errors, ids, time), and what the whole server knows. */
const ground = ["lib/*", "lib/events/event-types", "lib/auth/permissions"];
/** What each service stands on: the database, and who acts. */
const base = [...ground, "lib/db/**", "lib/auth/**"];
/** What is counted, and what is under way. */
const counted = ["lib/attempts/**", "lib/stats/**"];

const alone = "a domain imports no other";

/** What pages and routes ask. */
const services = [
  "lib/audit/**",
  "lib/deliveries/**",
  "lib/endpoints/**",
  "lib/events/**",
  "lib/installation/**",
  "lib/instances/**",
  "lib/monitoring/**",
  "lib/notices/**",
  "lib/reconciliation/**",
  "lib/sessions/**",
  "lib/tokens/**",
  "lib/users/**",
  "lib/webhooks/**",
];

export type Room = {
  /** Without one, its files are its name. */
  name?: string;
  files: string[];
  from: string[];
  except?: Record<string, string>;
  packages?: string[];
  because: string;
};

export const rooms: Room[] = [
  {
    files: ["app/**"],
    from: ["components/**", ...browser, "lib/*", "lib/web/**", "lib/api/**", "lib/auth/**", ...services],
    packages: anyPackage,
    because: "app calls services, which go to the database, the network and the dispatcher",
  },
  {
    files: ["components/**"],
    from: browser,
    packages: [
      "react",
      "react-dom",
      "next",
      "next/dynamic",
      "next/link",
      "next/navigation",
      "next/script",
      "@radix-ui/*",
      "get-nonce",
      "lucide-react",
      "swagger-ui-dist/**",
    ],
    because: "components run in a browser, and app gives them what they show",
  },

  {
    files: ["lib/*"],
    from: [],
    except: {
      "lib/address/allow-list": "config reads CALLBACK_ALLOW by its rules",
      "lib/address/parse-url": "config reads addresses",
      "lib/auth/password-rules": "config judges the first password",
      "lib/callback/retry-schedule": "config reads CALLBACK_RETRY_SCHEDULE by its rules",
      "lib/callback/url-limits": "config reads CALLBACK_MAX_URLS by its bounds",
      "package.json": "the version stands there",
    },
    because: "the files directly in lib/ are the ground of every room",
  },
  { files: ["lib/db/**"], from: ["lib/*"], because: "the database knows no room above" },
  { files: ["lib/auth/**"], from: ["lib/*"], because: "permissions and passwords know no room above" },

  { files: ["lib/attempts/**"], from: ["lib/db/**"], because: "attempts are rows, whoever makes them" },
  { files: ["lib/stats/**"], from: ["lib/db/**", "lib/attempts/**"], because: "stats count attempts" },
  { files: ["lib/audit/**"], from: base, because: "the audit records for the others and asks none of them" },
  {
    files: ["lib/events/**"],
    from: [...base, "lib/callback/**"],
    except: { "lib/attempts/lease": "an event may be recorded with the claim of its deliveries" },
    because: "events are the seam between domains",
  },
  {
    files: ["lib/monitoring/**"],
    from: base,
    except: { "lib/installation/hold": "whether the database is at home" },
    because: "monitoring reads tables",
  },
  {
    files: ["lib/api/**"],
    from: browser,
    except: { "lib/db/generated/enums": "constants alone, generated from the schema" },
    because: "the API's document is made of schemas",
  },

  { files: ["lib/instances/**"], from: [...base, "lib/events/**"], because: alone },
  { files: ["lib/sessions/**"], from: [...base, "lib/audit/**"], because: alone },
  { files: ["lib/tokens/**"], from: [...base, "lib/audit/**"], because: alone },
  { files: ["lib/users/**"], from: [...base, "lib/audit/**", "lib/address/**"], because: alone },
  {
    files: ["lib/notices/**"],
    from: [...base, "lib/stats/**", "lib/audit/**", "lib/callback/**", "lib/net/**"],
    except: {
      "lib/endpoints/secret-box": "seals the secret that signs notices as an endpoint's is sealed",
      "lib/endpoints/signing-secret": "makes that secret",
      "lib/endpoints/rotated-since": "refuses a rotation of it that was decided on before another",
      "lib/endpoints/certificate-view":
        "from when on a client certificate is told to end, and in which words",
      "lib/endpoints/view": "how long two secrets hold after a rotation",
    },
    because: alone,
  },
  { files: ["lib/reconciliation/**"], from: [...base, ...counted], because: alone },
  {
    files: ["lib/cancellations/**"],
    from: [...base, ...counted, "lib/events/**"],
    because: alone,
  },
  {
    files: ["lib/deliveries/**"],
    from: [...base, ...counted, "lib/audit/**", "lib/events/**", "lib/callback/**"],
    except: {
      "lib/cancellations/covering": "the SQL of what is cancelled, one for log and claim",
    },
    because: alone,
  },
  {
    files: ["lib/endpoints/**"],
    from: [...base, ...counted, "lib/audit/**", "lib/events/**", "lib/callback/**", "lib/net/**"],
    because: alone,
  },
  {
    files: ["lib/webhooks/**"],
    from: [
      ...base,
      "lib/address/**",
      "lib/callback/**",
      "lib/audit/**",
      "lib/events/**",
      "lib/cancellations/**",
    ],
    except: {
      "lib/endpoints/new-endpoints": "a save makes the endpoints it names first",
      "lib/endpoints/reactivate": "a URL entered anew is called again",
      "lib/net/judge-names": "a save says where a name leads to today",
    },
    because: alone,
  },

  {
    files: ["lib/installation/**"],
    from: [...base, "lib/audit/**", "lib/events/**", "lib/cancellations/**", "lib/webhooks/**"],
    because: "a copy gives up by a save what its original sends",
  },

  {
    files: ["lib/dispatch/**"],
    from: [...ground, "lib/db/**", ...counted, "lib/callback/**", "lib/net/**"],
    except: {
      "lib/address/parse-url": "a URL's host, for the log",
      "lib/endpoints/callback-endpoint":
        "which columns a request is built from, and how its secrets are opened",
      "lib/endpoints/breaker-rules": "when an endpoint is probed, and how fast its backlog then drains",
      "lib/endpoints/secret-box": "opens the secrets that sign; no service (docs/decisions/0042)",
      "lib/installation/hold": "the SQL of whether the database is at home",
      "lib/installation/home": "the SQL that makes the place where a database first runs its home",
      "lib/deliveries/resend-filter": "the SQL of a filter, one for the log and the job that resends by it",
      "lib/deliveries/job-state": "the SQL of which bulk resends run, and which are cancelled",
      "lib/deliveries/revert-cancelled": "undoes what a cancelled job has queued, in one statement",
      "lib/cancellations/covering": "the SQL of what is cancelled, one for log and claim",
      "lib/cancellations/end-deliveries": "the SQL that ends what is cancelled",
      "lib/cancellations/step": "one step of a cancellation; the dispatcher repeats it",
      "lib/reconciliation/verify-hours": "reconciles an hour that is over; the dispatcher repeats it",
      "lib/notices/derive": "makes notices of what happened; the dispatcher repeats it",
      "lib/notices/mail/send-due": "mails notices; the dispatcher repeats it",
      "lib/notices/mail/transport": "hands mails to the server",
      "lib/notices/webhook/send-due": "posts notices; the dispatcher repeats it",
      "lib/notices/prune": "deletes old notices; the dispatcher repeats it",
    },
    because: "the dispatcher calls no service",
  },
  {
    files: ["lib/web/**"],
    from: [
      ...base,
      "lib/address/**",
      "lib/api/**",
      "lib/events/**",
      "lib/monitoring/**",
      "lib/sessions/**",
      "lib/tokens/**",
      "lib/users/**",
    ],
    packages: anyPackage,
    except: {
      "lib/net/call-time": "a stop waits for test calls under way",
      "lib/net/self-check": "a start sees that test calls are recorded",
    },
    because: "lib/web stands between app and the services",
  },
  {
    name: "programs",
    files: [
      ...["lib/admin/**", "lib/backup/**", "lib/demo/**"],
      ...["lib/listen/**", "lib/supervise/**", "prisma/*"],
    ],
    from: ["lib/**", "!lib/testing/**"],
    because: "a program calls any room of lib/ but what tests share",
  },
  {
    name: "what Next starts",
    files: ["proxy", "instrumentation"],
    from: ["lib/web/**", "lib/*"],
    packages: anyPackage,
    because: "Next starts lib/web",
  },

  // The floors that run in a browser as well: no Node, no database, no network.
  {
    name: "what runs in a browser",
    files: browserSafe,
    from: browser,
    except: { "lib/db/generated/enums": "constants alone, generated from the schema" },
    packages: ["zod", "diff", "ulid"],
    because: "it runs in a browser: no Node, no database, no service",
  },
  {
    files: ["lib/callback/**"],
    from: ["lib/address/**", "lib/duration", "lib/events/event-types", "lib/memo"],
    packages: [],
    because: "what a callback is, is pure and runs in a browser",
  },
  {
    files: ["lib/net/**"],
    from: ["lib/address/**", "lib/callback/**", "lib/memo"],
    except: { "lib/version": "a call's user-agent names the version" },
    because: "sockets stand on the rules of addresses and callbacks",
  },
  {
    files: ["lib/address/**"],
    from: [],
    packages: [],
    because: "lib/address is the ground floor and runs in a browser",
  },
];
