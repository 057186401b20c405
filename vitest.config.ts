import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      ".ci/**/*.test.ts",
      "{packages,connectors}/*/src/**/*.test.ts",
      "{worker,config,migrations}/src/**/*.test.ts",
    ],
    passWithNoTests: false,
    globalSetup: ["packages/store/src/testing/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
