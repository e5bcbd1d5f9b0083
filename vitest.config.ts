import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// For the threads of the tests and the processes that they start: most of what these do is load the same modules.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/clausewatch", import.meta.url));

// Tests that leave nothing behind in their thread: no environment, no fake of anything global.
const tidy = [
  "access",
  "app/deliver",
  "app/ledger",
  "catalog",
  "certificates",
  "checks",
  "config",
  "deliver",
  "demo",
  "docs",
  "doubles",
  "evaluate",
  "house",
  "ledger",
  "listings",
  "network",
  "policy",
  "recording",
  "replay",
  "report",
  "schedule",
  "store",
  "track",
].map((room) => `test/${room}/**/*.test.ts`);
// Suites of their own: test:moto, test:policies, test:scripts.
const elsewhere = ["test/moto/**", "test/policies/**", "test/scripts/**"];

export default defineConfig({
  test: {
    pool: "threads",
    // The default leaves a core free, which on a machine with two doubles the time.
    maxWorkers: "100%",
    testTimeout: 30_000,
    // Of each project one, and started only where a test asks for it.
    globalSetup: "test/store/kit/shared.ts",
    projects: [
      // A module is loaded once for all files of a thread: for checks that saves more than half of the time.
      { extends: true, test: { name: "tidy", include: tidy, isolate: false } },
      { extends: true, test: { name: "real", include: ["test/**/*.test.ts"], exclude: [...tidy, ...elsewhere] } },
    ],
  },
});
