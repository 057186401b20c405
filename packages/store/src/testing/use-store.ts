import { afterAll, beforeAll } from "vitest";
import { openStore, type Store } from "../open-store.ts";
import { migrate } from "../system/migrate.ts";
import type { TestServer } from "./servers.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

/** A migrated store for the tests of one file, and its database. */
export function useStore(server: TestServer): { store: () => Store; database: () => TestDatabase } {
  let opened: { store: Store; database: TestDatabase } | undefined;
  beforeAll(async () => {
    const database = await createTestDatabase({ server });
    await migrate(database.url);
    opened = { database, store: await openStore({ connectionString: database.url, maxConnections: 20 }) };
  });
  afterAll(async () => {
    await opened?.store.close();
    await opened?.database.drop();
  });
  const get = (): { store: Store; database: TestDatabase } => {
    if (!opened) throw new Error("the store opens before the first test");
    return opened;
  };
  return { store: () => get().store, database: () => get().database };
}
