import { contextAnswering } from "@muster/connector-testkit";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readOne } from "./by-id.ts";
import { DATASET_PATH } from "./api.ts";

const NOT_FOUND = { "x-bamboohr-error-message": "Employee not found, Employee not found" };

async function codeOf(look: Promise<unknown>): Promise<unknown> {
  return look.then(
    () => "no error",
    (error: unknown) => isConnectorError(error) && error.code,
  );
}

test("the names of the by-id look become those of the list, and what it leaves out is not returned", async () => {
  const body = {
    id: "204",
    department: "Analytics",
    supervisorEId: "61",
    status: "Active",
    hireDate: "2024-03-04",
  };
  const look = await readOne(
    contextAnswering(() => ({ body })),
    "204",
  );
  expect(look).toEqual({
    found: true,
    record: {
      externalId: "204",
      vendorStatus: "active",
      startDate: "2024-03-04",
      fields: {
        employeeId: "204",
        departmentName: "Analytics",
        reportsToId: "61",
        status: "Active",
        hireDate: "2024-03-04",
      },
    },
  });
});

test("wanted fields of the dataset are looked up for the same person", async () => {
  const body = { id: "204", status: "Active" };
  const context = contextAnswering(
    ({ path, body: question }) => {
      if (path !== DATASET_PATH) return { body };
      expect(question).toMatchObject({ fields: ["eeid", "jobLevel"], filter: "eeid eq '204'" });
      const data = [{ fields: { eeid: "204", jobLevel: "IC4" } }];
      return { body: { data, links: [], meta: { page: 1, pageSize: 1_000, totalPages: 1, totalItems: 1 } } };
    },
    { wanted: ["workEmail", "jobLevel"] },
  );
  expect(await readOne(context, "204")).toMatchObject({
    record: { fields: { jobLevel: "IC4", status: "Active" } },
  });
});

test("BambooHR's own 404 means that there is no such person; a bare one is no answer", async () => {
  const said = contextAnswering(() => ({ status: 404, headers: NOT_FOUND }));
  expect(await readOne(said, "204")).toEqual({ found: false });
  const bare = contextAnswering(() => ({ status: 404, headers: { server: "gateway" } }));
  expect(await codeOf(readOne(bare, "204"))).toBe("unclearLook");
});

test.each([
  ["somebody else", { id: "7", status: "Active" }],
  ["no id", { status: "Active" }],
  ["a list", [{ id: "204" }]],
  ["null", null],
])("an answer with %s is no answer about the person", async (_, body) => {
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ body })),
        "204",
      ),
    ),
  ).toBe("unclearLook");
});

test("id 0, which stands for the key's own user, is not taken for a person", async () => {
  const body = { id: "7", status: "Active" };
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ body })),
        "0",
      ),
    ),
  ).toBe("unclearLook");
});

test.each(["..", "../meta/users", "204?fields=ssn", "2 04", ""])(
  "%j is never made part of a path",
  async (id) => {
    const asked: string[] = [];
    const context = contextAnswering(({ path }) => {
      asked.push(path);
      return {};
    });
    expect(await codeOf(readOne(context, id))).toBe("unclearLook");
    expect(asked).toEqual([]);
  },
);
