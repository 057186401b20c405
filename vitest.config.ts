import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      ".ci/**/*.test.ts",
      "{packages,connectors}/*/src/**/*.test.ts",
      "{worker,config,migrations}/src/**/*.test.ts",
    ],
    // Faults that take long: `pnpm test:faults`. More months of model companies, and others: `pnpm test:model`.
    exclude: [...configDefaults.exclude, "**/*.slow.fault.test.ts"],
    passWithNoTests: false,
    globalSetup: ["packages/store/src/testing/global-setup.ts"],
    // Generous limits: a loaded machine is slow, and a test that hangs still ends.
    // Most tests wait for a database or a vendor; one worker would leave a core of two idle.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
