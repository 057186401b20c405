import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { workday } from "./index.ts";

// A report comes in one answer, says nothing of single people and nothing of changes.
const { pageSize: _pages, readOne: _look, readChanges: _changes, ...reportReader } = workday;

testConnector(reportReader, {
  simulator: (employees) =>
    startSimulator("workday", { employees, seed: 11, today: "2026-05-01", variant: "report" }),
});
