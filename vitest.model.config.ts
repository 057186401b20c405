import { defineConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** The model companies, which are no part of the test command until every life of theirs ends well. */
export default defineConfig({
  test: { ...tests.test, include: ["packages/sync/src/model.test.ts"], exclude: [] },
});
