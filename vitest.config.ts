import { defineConfig } from "vitest/config";

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
