import type { OpenConnector } from "@muster/connector-host";
import { first, type Page, plainDate, StaleCursorError, type Watermark } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readWhole } from "./reading.ts";

const record = (externalId: string, name: string) => ({
  externalId,
  personId: `P${externalId}`,
  vendorStatus: "active" as const,
  fields: { name },
});

/** A vendor of which two pages of changes are known. */
function openVendor(asked: Watermark[], staleOnce = false): OpenConnector {
  let stale = staleOnce;
  async function* changes(since: Watermark): AsyncGenerator<Page, void, undefined> {
    asked.push(since);
    yield { records: [record("1", "Ada")], rejected: [], checkpoint: { page: 2 } };
    if (stale) {
      stale = false;
      throw new StaleCursorError("the list has changed");
    }
    const rejected = [{ externalId: "3", path: "name", issue: "is no text" }];
    yield { records: [record("2", "Bo")], rejected, checkpoint: null, watermark: "2026-03-02T09:00:00Z" };
  }
  return {
    accountKey: "k",
    verify: async () => [],
    readAll: () => {
      throw new Error("nobody asked for everybody");
    },
    readChanges: ({ since }) => changes(since),
    close: () => undefined,
  };
}

const work = {
  mapping: { firstName: first("name") },
  asOf: plainDate("2026-03-02"),
  since: "2026-03-01T09:00:00Z",
  raw: false,
  signal: new AbortController().signal,
  onPage: () => undefined,
};

test("who changed since a time is read to the last page, with the point from which to go on", async () => {
  const asked: Watermark[] = [];
  const { reading, error } = await readWhole({ ...work, open: openVendor(asked) });
  expect(error).toBeUndefined();
  expect(asked).toEqual([work.since]);
  expect(reading.state).toMatchObject({ done: true, people: 3, watermark: "2026-03-02T09:00:00Z" });
  expect([...reading.people.keys()]).toEqual(["1", "2", "3"]);
  expect(JSON.parse(reading.people.get("1") ?? "")).toEqual({
    externalId: "1",
    personId: "P1",
    employment: "active",
    firstName: "Ada",
  });
  expect(reading.rejected).toHaveLength(1);
});

test("a list of changes that changes under the reader is read again from its first page", async () => {
  const asked: Watermark[] = [];
  const { reading } = await readWhole({ ...work, open: openVendor(asked, true) });
  expect(asked).toEqual([work.since, work.since]);
  expect(reading.state).toMatchObject({ done: true, people: 3, restarts: 1 });
});
