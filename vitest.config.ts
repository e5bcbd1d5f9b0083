import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// For the threads of the tests and the processes that they start: most of what these do is load the same modules.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/clausewatch", import.meta.url));

// Tests that touch nothing but their arguments: no environment, no process, no endpoint, no fake of anything global.
const pure = ["certificates", "checks", "evaluate", "listings", "policy", "report", "track"].map(
  (room) => `test/${room}/**/*.test.ts`,
);
// Suites of their own: test:moto, test:policies, test:scripts.
const elsewhere = ["test/moto/**", "test/policies/**", "test/scripts/**"];

export default defineConfig({
  test: {
    pool: "threads",
    // The default leaves a core free, which on a machine with two doubles the time.
    maxWorkers: "100%",
    testTimeout: 30_000,
    projects: [
      // A module is loaded once for all files of a thread: for checks that saves more than half of the time.
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: "real",
          include: ["test/**/*.test.ts"],
          exclude: [...pure, ...elsewhere],
          globalSetup: "test/store/kit/shared.ts",
        },
      },
    ],
  },
});
