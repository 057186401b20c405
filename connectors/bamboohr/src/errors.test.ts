import { type FailedAnswer, needsFullRead, restartsRead } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { isEmployeeNotFound, translateError } from "./errors.ts";
import { CHANGES_PATH, DATASET_FIELDS_PATH, DATASET_PATH, LIST_PATH, META_FIELDS_PATH } from "./api.ts";

const BY_ID = `${LIST_PATH}/204`;

function failed(status: number, rest: Partial<FailedAnswer> = {}): FailedAnswer {
  return { status, headers: {}, body: null, path: LIST_PATH, ...rest };
}

/** The three dialects: a reason in a header and no body, an error object, problem details. */
const said = (reason: string) => ({ headers: { "x-bamboohr-error-message": reason } });
const object = (code: string) => ({ body: { error: { code, message: "Mira Okafor" } } });
const problem = (status: number, code: string) => ({
  body: { type: "about:blank", title: "No", status, detail: "Mira Okafor", instance: "/", code, fields: [] },
});

describe("the table of errors", () => {
  test.each<[string, FailedAnswer, string, string]>([
    [
      "a right missing for the directory",
      failed(403, said("Directory disabled for this account")),
      "permission",
      "forbidden",
    ],
    [
      "a right missing for one employee",
      failed(403, { ...said("Insufficient Permissions to view this employee"), path: BY_ID }),
      "permission",
      "forbidden",
    ],
    [
      "a right missing for the dataset",
      failed(403, { ...problem(403, "FORBIDDEN"), path: DATASET_PATH }),
      "permission",
      "forbidden",
    ],
    ["no such company", failed(404), "config", "noSuchCompany"],
    [
      "a dataset that may not be seen",
      failed(404, { ...problem(404, "NOT_FOUND"), path: DATASET_PATH }),
      "permission",
      "datasetNotVisible",
    ],
    [
      "fields of a dataset that may not be seen",
      failed(404, { path: DATASET_FIELDS_PATH }),
      "permission",
      "datasetNotVisible",
    ],
    [
      "a dataset that is called unknown",
      failed(422, { ...problem(422, "DATASET_NOT_FOUND"), path: DATASET_PATH }),
      "permission",
      "datasetNotVisible",
    ],
    [
      "bad parameters, in a header",
      failed(400, { ...said("Malformed XML"), path: META_FIELDS_PATH }),
      "contract",
      "refusedRequest",
    ],
    ["bad parameters, in an object", failed(400, object("BadRequest")), "contract", "refusedRequest"],
    [
      "an order by a field not asked for",
      failed(400, { ...problem(400, "UE-1001"), path: DATASET_PATH }),
      "contract",
      "refusedRequest",
    ],
    [
      "a filter that is not understood",
      failed(422, { ...problem(422, "INVALID_FILTER"), path: DATASET_PATH }),
      "contract",
      "refusedRequest",
    ],
    [
      "a dataset that is too big",
      failed(413, { ...problem(413, "TOO_LARGE"), path: DATASET_PATH }),
      "contract",
      "tooMuchData",
    ],
  ])("%s", (_, answer, kind, code) => {
    const error = translateError(answer);
    expect(error).toMatchObject({ kind, code, status: answer.status });
    expect(error?.fix).not.toBe("");
    expect(`${error?.message} ${error?.fix}`).not.toContain("Okafor");
  });

  test("a lost position in the list asks for a new start", () => {
    expect(restartsRead(translateError(failed(400, object("BadPage"))))).toBe(true);
  });

  test("a time that the feed of changes refuses asks for a full read, in any dialect", () => {
    for (const answer of [said("Invalid since"), object("BadRequest"), {}]) {
      expect(needsFullRead(translateError(failed(400, { ...answer, path: CHANGES_PATH })))).toBe(true);
    }
  });

  test.each<[number, Partial<FailedAnswer>]>([
    [401, said("API key not provided or invalid")],
    [408, {}],
    [409, {}],
    [429, { headers: { "retry-after": "Fri, 02 Oct 2026 09:14:11 GMT" } }],
    [500, {}],
    [503, { headers: { "retry-after": "30" } }],
    [504, {}],
    [598, {}],
  ])("HTTP %i means here what it means anywhere, and is left to the host", (status, answer) => {
    expect(translateError(failed(status, answer))).toBeUndefined();
  });

  test("one person, or a list of fields, that is not found is no wrong company", () => {
    expect(translateError(failed(404, { path: BY_ID }))).toBeUndefined();
    expect(translateError(failed(404, { path: META_FIELDS_PATH }))).toBeUndefined();
  });
});

test("the vendor's words are repeated only where its documents have them, and its codes", () => {
  const messages = [
    failed(403, said("Insufficient Permissions to view this employee")),
    failed(403, said("Mira Okafor may not be seen")),
    failed(400, object("BadRequest")),
    failed(422, problem(422, "INVALID_FILTER")),
    failed(400, object("Mira Okafor <mira@acme.test>")),
  ].map((answer) => translateError(answer)?.message);
  expect(messages).toEqual([
    expect.stringContaining("(Insufficient Permissions to view this employee)"),
    expect.not.stringContaining("("),
    expect.stringContaining("(BadRequest)"),
    expect.stringContaining("(INVALID_FILTER)"),
    expect.not.stringContaining("("),
  ]);
});

test("a 404 says that there is no such employee only in BambooHR's words, under either spelling of the header", () => {
  const notFound = "Employee not found, Employee not found";
  expect(isEmployeeNotFound({ "x-bamboohr-error-message": notFound })).toBe(true);
  expect(isEmployeeNotFound({ "x-bamboohr-error-messsage": notFound })).toBe(true);
  expect(isEmployeeNotFound({ server: "gateway" })).toBe(false);
});
