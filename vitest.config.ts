import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/moto/**", "test/policies/**"],
    pool: "threads",
    testTimeout: 30_000,
  },
});
