/** `npm run test:scripts`: the repository's own scripts, most of them run whole. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/scripts/**/*.test.ts"],
    pool: "threads",
    // The default leaves a core free, which on a machine with two doubles the time.
    maxWorkers: "100%",
    testTimeout: 30_000,
  },
});
