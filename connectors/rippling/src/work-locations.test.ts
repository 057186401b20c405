import { contextAnswering, type Reply } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { WORK_LOCATION } from "./fields.ts";
import { readAll } from "./list.ts";
import { worker } from "./testing/context.ts";

const BERLIN = { id: "loc-1", name: "Berlin", address: {} };

/** The location fields of a worker there, and what may not be read, where Rippling answers like this for the places. */
async function read(location: unknown, places: Reply, wanted: readonly string[] = [WORK_LOCATION]) {
  const asked: string[] = [];
  const context = contextAnswering(
    ({ path }) => {
      asked.push(path);
      return path === "/work-locations/" ? places : { body: { results: [worker("1", { location })] } };
    },
    { wanted },
  );
  for await (const { records, restricted } of readAll(context, null)) {
    return { fields: records[0]?.fields, restricted, asked };
  }
  throw new Error("no page came");
}

const known = { body: { results: [BERLIN] } };

test("the name of the work location stands beside its id", async () => {
  const { fields, restricted } = await read({ type: "WORK", work_location_id: "loc-1" }, known);
  expect(fields).toMatchObject({ "location.type": "WORK", [WORK_LOCATION]: "Berlin" });
  expect(restricted).toEqual([]);
});

test("whoever works remotely has none, even with an id, and so has whoever has no id", async () => {
  for (const location of [
    { type: "REMOTE", work_location_id: "loc-1" },
    { type: "WORK", work_location_id: null },
  ]) {
    expect((await read(location, known)).fields).toMatchObject({ [WORK_LOCATION]: null });
  }
});

test.each([
  ["one that is not in the list", { type: "WORK", work_location_id: "loc-2" }],
  ["none that was given", { type: "WORK" }],
])("of %s there is no name, which is not an empty one", async (_, location) => {
  expect((await read(location, known)).fields).not.toHaveProperty([WORK_LOCATION]);
});

test("a token without their scope reads everybody without them, and the field is named", async () => {
  const body = { ok: false, error: "Insufficient oauth scopes to access work-location" };
  const { fields, restricted } = await read(
    { type: "WORK", work_location_id: "loc-1" },
    { status: 403, body },
  );
  expect(fields).toMatchObject({ "location.type": "WORK" });
  expect(fields).not.toHaveProperty([WORK_LOCATION]);
  expect(restricted).toEqual([WORK_LOCATION]);
});

test("they are asked for only where the mapping wants them", async () => {
  const location = { type: "WORK", work_location_id: "loc-1" };
  expect((await read(location, known, ["title"])).asked).toEqual(["/workers/"]);
  expect((await read(location, known)).asked).toEqual(["/work-locations/", "/workers/"]);
});

test("a worker without a location is at no work location", async () => {
  expect((await read(null, known)).fields).toMatchObject({ [WORK_LOCATION]: null });
});
