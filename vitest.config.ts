import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// For the threads of the tests and the processes that they start: most of what these do is load the same modules.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/clausewatch", import.meta.url));

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Suites of their own: test:moto, test:policies, test:scripts.
    exclude: ["test/moto/**", "test/policies/**", "test/scripts/**"],
    pool: "threads",
    // The default leaves a core free, which on a machine with two doubles the time.
    maxWorkers: "100%",
    testTimeout: 30_000,
  },
});
