export { type Chance, fault, type Severity } from "./faults/fault.ts";
export { type Aftermath, expectPromises, rosterOf } from "./faults/promises.ts";
export { nameStatements } from "./named-statements.ts";
export { type OwnServer, type Shim, startOwnServer, startShim } from "./own-server.ts";
export { engineServers, type TestServer, testServers } from "./servers.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { placesOf } from "./dump.ts";
