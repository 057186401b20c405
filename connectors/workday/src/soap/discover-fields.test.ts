import { expect, test } from "vitest";
import { contextFor } from "../testing/context.ts";
import { answerWith, MINA } from "../testing/example.ts";
import { discoverOwnFields } from "./discover-fields.ts";

const organization = (type: string, name: string, descriptor = "") =>
  `<wd:Worker_Organization_Data><wd:Organization_Data><wd:Organization_Name>${name}</wd:Organization_Name><wd:Organization_Type_Reference ${descriptor}><wd:ID wd:type="Organization_Type_ID">${type}</wd:ID></wd:Organization_Type_Reference></wd:Organization_Data></wd:Worker_Organization_Data>`;

function worker(...organizations: readonly string[]): string {
  return MINA.replace("<wd:Organization_Data>", `<wd:Organization_Data>${organizations.join("")}`);
}

function discover(workers: readonly string[], department = "supervisory") {
  return discoverOwnFields(contextFor(() => ({ xml: answerWith(workers) }), { department }));
}

test("organizations of every type but the department's are fields, with three different samples", async () => {
  const regions = ["North", "South", "North", "East", "West"].map((name) =>
    worker(
      organization("REGION", name, 'wd:Descriptor="Sales Region"'),
      organization("ORGANIZATION_TYPE-6-55", "Guild"),
    ),
  );
  expect(await discover(regions)).toEqual([
    {
      id: "Organization.REGION",
      label: "Organization: Sales Region",
      type: "text",
      samples: ["North", "South", "East"],
    },
    {
      id: "Organization.ORGANIZATION_TYPE-6-55",
      label: "Organization: ORGANIZATION_TYPE-6-55",
      type: "text",
      samples: ["Guild"],
    },
  ]);
});

test("the organization that is not the department is a field", async () => {
  expect(await discover([worker()], "costCenter")).toMatchObject([{ id: "Organization.SUPERVISORY" }]);
});

test("ids of the tenant's own types are fields", async () => {
  const xml = MINA.replace(
    "</wd:Worker_Reference>",
    '<wd:ID wd:type="Badge_ID">B-7</wd:ID></wd:Worker_Reference>',
  );
  expect(await discover([xml])).toEqual([
    { id: "ID.Badge_ID", label: "ID: Badge_ID", type: "text", samples: ["B-7"] },
  ]);
});
