/**
 * The rules of the house: which room may import which (docs/architecture.md). Every row names all that the room may
 * import of ours; what is not named is forbidden. Only `app` and `cli` put rooms together.
 */
const rooms = {
  // The ground floor: types and words. Imports nothing of ours.
  contract: [],
  // Declarations of what is read, and of which fields are kept. Data.
  listings: ["contract"],
  // Pure rooms: no I/O, no clock.
  certificates: [],
  network: ["contract"],
  policy: ["contract"],
  evaluate: ["contract"],
  access: ["contract", "evaluate", "listings", "network"],
  track: ["contract"],
  ledger: [],
  schedule: [],
  report: ["contract", "track"],
  // Rooms at the edges. What sinks can be set to, their files say.
  config: ["contract", "deliver", "network"],
  catalog: ["access", "contract", "evaluate"],
  // Where SQL lives.
  store: ["contract", "track"],
  // HTTP in: health, metrics, and what is asked of the daemon.
  web: [],
  // The AWS SDK's client packages, loaded on first use.
  sdk: ["contract"],
  recording: ["contract", "listings"],
  collect: ["contract", "listings", "sdk"],
  // Where findings go, and the one room that writes to AWS, by roles of its own. Credentials come as they do for reading.
  deliver: ["collect", "contract", "report", "track"],
  // Other people's ticket systems, as the demo and the tests see them.
  doubles: [],
  replay: ["contract", "listings", "recording", "sdk"],
  // The sample account: data.
  demo: ["contract", "listings", "recording"],
};
const pure = [
  "contract",
  "listings",
  "certificates",
  "network",
  "policy",
  "evaluate",
  "access",
  "track",
  "ledger",
  "schedule",
  "report",
];

/** Node's own modules that reach the world outside the process, or the clock. */
const io =
  "^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster|os|process|timers)$";
const sdk = "node_modules/(@aws-sdk|@smithy)/";
const outside = (...names) => names.map((name) => `^src/${name}/`);

export default {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports`,
      comment: `src/${room} may import of ours: ${allowed.join(", ") || "nothing"}.`,
      severity: "error",
      from: { path: `^src/${room}/` },
      to: { path: "^(src|checks|test|bench|scripts)/", pathNot: outside(room, ...allowed) },
    })),
    {
      name: "public-face",
      comment: "src/index.ts is what checks see: the words, the listings, the arithmetic of certificates and networks.",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { path: "^src/", pathNot: outside("access", "contract", "listings", "certificates", "network") },
    },
    {
      name: "checks-see-only-the-public-face",
      comment: "A check may not know about accounts, waivers, sinks, or do I/O. The SDK's types are allowed.",
      severity: "error",
      from: { path: "^checks/" },
      to: { pathNot: ["^src/index\\.ts$", "^checks/[^/]+/shared/", "node_modules/@aws-sdk/.*\\.d\\.ts$"] },
    },
    {
      name: "pure-rooms",
      comment: "Pure rooms take time and data as arguments.",
      severity: "error",
      // The auditor's verifier is a program of its own.
      from: { path: outside(...pure), pathNot: "^src/ledger/verifier\\.mjs$" },
      to: { path: io },
    },
    {
      name: "sdk-at-run-time",
      comment: "The AWS SDK is loaded in sdk, collect, deliver and replay only; its types may be named elsewhere.",
      severity: "error",
      from: { path: "^(src|checks)/", pathNot: outside("sdk", "collect", "deliver", "replay") },
      to: { path: sdk, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "sql-in-the-store",
      comment: "Databases and their drivers are known in store alone.",
      severity: "error",
      from: { path: "^(src|checks)/", pathNot: outside("store") },
      to: { path: "node_modules/(kysely|pg|@types/pg)/|^(node:)?sqlite$" },
    },
    {
      name: "queue-in-app-work",
      comment: "The work queue is known in app/work alone.",
      severity: "error",
      from: { path: "^(src|checks)/", pathNot: "^src/app/work/" },
      to: { path: "node_modules/pg-boss/" },
    },
    {
      name: "nobody-sees-app-or-cli",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(app|cli)/"] },
      to: { path: "^src/(app|cli)/" },
    },
    { name: "app-does-not-see-cli", severity: "error", from: { path: "^src/app/" }, to: { path: "^src/cli/" } },
    {
      name: "product-does-not-see-tests",
      severity: "error",
      from: { path: "^(src|checks)/" },
      to: { path: "^(test|bench|scripts)/" },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
