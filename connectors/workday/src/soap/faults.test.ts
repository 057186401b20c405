import type { FailedAnswer } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { parse } from "../testing/parse.ts";
import { translateError } from "../translate-error.ts";

const PATH = "/ccx/service/acme/Human_Resources/v44.0";
const REPORT = "/ccx/service/customreport2/acme/ISU_Roster/Roster";

function fault(code: string, text: string, detail = ""): unknown {
  return parse(
    `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:${code}</faultcode><faultstring>${text}</faultstring>${detail}</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`,
  );
}

function read(body: unknown, status = 500, path = PATH) {
  const answer: FailedAnswer = { status, headers: {}, body, path };
  const error = translateError(answer);
  return error && [error.kind, error.code, error.retryable];
}

test.each([500, 401, 200])(
  "a wrong password is told with HTTP %i, and is no reason to try again",
  (status) => {
    const body = fault("Client.authenticationError", "invalid username or password");
    expect(read(body, status)).toEqual(["auth", "badCredentials", false]);
  },
);

test("what is not permitted blames the rights", () => {
  const text = "Processing error occurred. The task submitted is not authorized.";
  expect(read(fault("Server.processingError", text))).toEqual(["permission", "forbidden", false]);
});

test("a service or version that the user does not have blames the setting", () => {
  const text = "The web service or version is invalid for the requested operation";
  expect(read(fault("Client.validationError", text))).toEqual(["config", "noSuchService", false]);
});

test.each([
  ["Validation error occurred. Invalid ID value.  'x' is not a valid ID value for type = 'WID'", ""],
  [
    "Validation error occurred.",
    `<detail><wd:Validation_Fault xmlns:wd="urn:com.workday/bsvc"><wd:Validation_Error><wd:Message>Invalid ID value.  'x' is not a valid ID value for type = 'WID'</wd:Message></wd:Validation_Error></wd:Validation_Fault></detail>`,
  ],
])("an unknown worker is known by %j", (text, detail) => {
  expect(read(fault("Client.validationError", text, detail))).toEqual(["contract", "unknownWorker", false]);
});

test.each([
  "Validation error occurred. Invalid ID value.  'x' is not a valid ID value for type = 'Organization_Reference_ID'",
  "Page number cannot be zero.",
  "Updated Through must be less than or equal to Current Moment!",
])("any other refusal is final: %s", (text) => {
  expect(read(fault("Client.validationError", text))).toEqual(["contract", "refusedRequest", false]);
});

test.each([[null], [fault("Server.processingError", "Out of threads")], [fault("Server", "")]])(
  "500 without a fault that is known is an overloaded tenant",
  (body) => {
    expect(read(body)).toEqual(["transient", "vendorUnavailable", true]);
  },
);

test("what else there is by status is left to the host, but for an address that does not exist", () => {
  for (const status of [401, 403, 429, 503]) expect(read(null, status)).toBeUndefined();
  expect(read(null, 404)).toEqual(["config", "noSuchTenant", false]);
});

test("no text of a fault is repeated", () => {
  const error = translateError({
    status: 500,
    headers: {},
    body: fault("Client.validationError", "Mina Okafor is not valid"),
    path: PATH,
  });
  expect(`${error?.message} ${error?.fix}`).not.toContain("Mina");
});

test("a report that is not shared, or not there, is told apart from everything else", () => {
  expect(read(null, 403, REPORT)).toEqual(["permission", "forbidden", false]);
  expect(read(null, 404, REPORT)).toEqual(["config", "noSuchReport", false]);
  for (const status of [400, 401, 429, 500]) expect(read(null, status, REPORT)).toBeUndefined();
});
