import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,connectors}/*/src/**/*.test.ts", "{worker,config,migrations}/src/**/*.test.ts"],
    passWithNoTests: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
