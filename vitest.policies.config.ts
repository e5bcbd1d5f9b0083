/** `POLICY_DIR=… npm run test:policies`: the program on real policies that are not ours to publish. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/policies/**/*.test.ts"],
    pool: "threads",
    // Says by name what was skipped.
    reporters: ["verbose"],
  },
});
