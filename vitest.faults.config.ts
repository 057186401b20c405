import { defineConfig } from "vitest/config";
import { faultReporter } from "./.ci/faults/reporter.ts";
import tests from "./vitest.config.ts";

/** Every fault, those that take long too, the gravest with 20 seeds each; makes the table of docs/reliability.md. */
export default defineConfig({
  test: {
    ...tests.test,
    include: ["{packages,connectors}/*/src/**/*.fault.test.ts", "worker/src/**/*.fault.test.ts"],
    exclude: [],
    env: { MUSTER_FAULT_SEEDS: process.env["MUSTER_FAULT_SEEDS"] ?? "20" },
    reporters: ["default", faultReporter()],
  },
});
