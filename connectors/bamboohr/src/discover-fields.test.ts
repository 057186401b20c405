import { contextAnswering } from "@muster/connector-testkit";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { discoverFields } from "./discover-fields.ts";
import { DATASET_FIELDS_PATH, DATASET_PATH, META_FIELDS_PATH } from "./api.ts";

const FIELDS = [
  { name: "firstName", label: "First Name", entityName: "employee" },
  { name: "customField4337", label: "Shirt size", entityName: "employee" },
  { name: "customField4340", label: "Badge since", entityName: "employee" },
  { name: "jobLevel", label: "Job Level", entityName: "employee" },
];
const METADATA = [
  { id: 15, name: "Work Email", type: "email", alias: "workEmail" },
  { id: 4337, name: "Shirt size", type: "list", alias: "customShirtSize" },
  { id: "4340", name: "Badge since", type: "date" },
  { id: "4340.4", name: "Badge since", type: "text" },
];

interface Company {
  /** Pages of the list of fields. */
  fields?: readonly (readonly object[])[];
  metadata?: unknown;
  metadataStatus?: number;
  /** Rows of the dataset, the newest first. */
  rows?: readonly object[];
}

function found({ fields = [FIELDS], metadata = METADATA, metadataStatus = 200, rows = [] }: Company) {
  const asked: string[] = [];
  const context = contextAnswering(({ path, query, body }) => {
    asked.push(path);
    if (path === META_FIELDS_PATH) return { status: metadataStatus, body: metadata };
    if (path === DATASET_PATH) {
      expect(body).toMatchObject({ orderBy: "eeid desc", pageSize: 100 });
      const data = rows.map((row, index) => ({ fields: { eeid: String(900 - index), ...row } }));
      return {
        body: { data, links: [], meta: { page: 1, pageSize: 100, totalPages: 1, totalItems: data.length } },
      };
    }
    expect(path).toBe(DATASET_FIELDS_PATH);
    const pagination = { total_records: 4, current_page: query["page"], total_pages: fields.length };
    return {
      body: { pagination, name: "employee", label: "Employee", fields: fields[Number(query["page"]) - 1] },
    };
  });
  return { asked, fields: discoverFields(context) };
}

test("the company's own fields and levels are found, with labels, types and three different samples", async () => {
  const rows = ["M", "", "S", null, "M", "L", "XL"].map((size) => ({
    customField4337: size,
    customField4340: "0000-00-00",
    jobLevel: "IC4",
  }));
  expect(await found({ rows }).fields).toEqual([
    { id: "customField4337", label: "Shirt size", type: "text", samples: ["M", "S", "L"] },
    { id: "customField4340", label: "Badge since", type: "date", samples: [] },
    { id: "jobLevel", label: "Job Level", type: "text", samples: ["IC4"] },
  ]);
});

test("every page of the list of fields is read", async () => {
  const { fields, asked } = found({ fields: [FIELDS.slice(0, 2), FIELDS.slice(2)] });
  expect((await fields).map(({ id }) => id)).toEqual(["customField4337", "customField4340", "jobLevel"]);
  expect(asked.filter((path) => path === DATASET_FIELDS_PATH)).toHaveLength(2);
});

test("a type that the list of fields tells after all comes first", async () => {
  const fields = [{ ...FIELDS[1], type: "int" }];
  expect(await found({ fields: [fields] }).fields).toMatchObject([{ type: "number" }]);
});

test.each([403, 404])(
  "fields are text where the metadata may not be read, HTTP %i",
  async (metadataStatus) => {
    const types = (await found({ metadata: null, metadataStatus }).fields).map(({ type }) => type);
    expect(types).toEqual(["text", "text", "text"]);
  },
);

test("a company without fields of its own is asked for nobody", async () => {
  const { fields, asked } = found({ fields: [FIELDS.slice(0, 1)] });
  expect(await fields).toEqual([]);
  expect(asked).toEqual([DATASET_FIELDS_PATH]);
});

test.each<[string, Company]>([
  ["a list of fields", { fields: [[{ label: "Shirt size" }]] }],
  ["metadata", { metadata: { fields: [] } }],
])("%s of another form is an error", async (_, company) => {
  const error: unknown = await found(company).fields.catch((caught: unknown) => caught);
  expect(isConnectorError(error) && error.code).toBe("badMetadata");
});
