import type { FailedAnswer } from "@muster/connector-sdk";
import { restartsRead } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { isEmployeeNotFound, translateError } from "./errors.ts";

function failed(status: number, rest: Partial<FailedAnswer> = {}): FailedAnswer {
  return { status, headers: {}, body: null, path: "/api/v1/employees", ...rest };
}

test("a missing right is told in the words of BambooHR's documents", () => {
  const headers = { "x-bamboohr-error-message": "Insufficient Permissions to view this employee" };
  expect(translateError(failed(403, { headers, path: "/api/v1/employees/204" }))).toMatchObject({
    kind: "permission",
    message: expect.stringContaining("Insufficient Permissions"),
  });
});

test("a lost position in the list asks for a new start", () => {
  const body = { error: { code: "BadPage", message: "the cursor is not valid" } };
  expect(restartsRead(translateError(failed(400, { body })))).toBe(true);
});

test("other refusals keep the vendor's code, in either form of its JSON", () => {
  const list = { error: { code: "BadRequest", message: "unknown sort: Mira Okafor" } };
  const problem = {
    type: "about:blank",
    title: "Unprocessable",
    detail: "Mira Okafor",
    code: "INVALID_FILTER",
  };
  const errors = [
    translateError(failed(400, { body: list })),
    translateError(failed(422, { body: problem })),
  ];
  expect(errors.map((error) => error?.kind)).toEqual(["contract", "contract"]);
  expect(errors[0]?.message).toContain("BadRequest");
  expect(errors[1]?.message).toContain("INVALID_FILTER");
  for (const error of errors) expect(error?.message).not.toContain("Okafor");
});

test("text that no document of BambooHR knows is not repeated: it may name a person", () => {
  const headers = { "x-bamboohr-error-message": "Mira Okafor may not be seen" };
  const body = { error: { code: "Mira Okafor <mira@acme.test>" } };
  expect(translateError(failed(403, { headers, body }))?.message).not.toContain("Mira");
});

test("an address without an employee list points to the company domain; one person missing does not", () => {
  expect(translateError(failed(404))).toMatchObject({
    kind: "config",
    fix: expect.stringContaining("companyDomain"),
  });
  expect(translateError(failed(404, { path: "/api/v1/employees/204" }))).toBeUndefined();
});

test("a refused key and what heals by itself are left to the host", () => {
  for (const status of [401, 429, 500, 502, 503]) expect(translateError(failed(status))).toBeUndefined();
});

test("a 404 says that there is no such employee only in BambooHR's words, under either spelling of the header", () => {
  const said = "Employee not found, Employee not found";
  expect(isEmployeeNotFound({ "x-bamboohr-error-message": said })).toBe(true);
  expect(isEmployeeNotFound({ "x-bamboohr-error-messsage": said })).toBe(true);
  expect(isEmployeeNotFound({ server: "gateway" })).toBe(false);
});
