import type { ConnectorError } from "@muster/connector-sdk";
import { type Operation, requestFailure } from "./failures.ts";

const AGAIN = "Nothing to do: it is tried again. If it lasts, report it to the vendor.";

/** `form` is what the body was to be, such as JSON. */
export function cutBody(
  operation: Operation,
  status: number,
  code: string | undefined,
  form: string,
): ConnectorError {
  const message = `The answer of ${operation.vendor.name} was cut off or is not whole ${form}`;
  const trace = { status, ...(code === undefined ? {} : { code }) };
  return requestFailure(operation, "transient", message, { code: "cutBody", fix: AGAIN, trace });
}

export function emptyBody(operation: Operation, status: number): ConnectorError {
  return requestFailure(
    operation,
    "contract",
    `${operation.vendor.name} answered ${status} with nothing in it`,
    {
      code: "emptyBody",
      fix: "Report it to the vendor; nothing was taken from this answer.",
      trace: { status },
    },
  );
}

export function badContent(
  operation: Operation,
  status: number,
  contentType: string | undefined,
  form: string,
): ConnectorError {
  const { name, host } = operation.vendor;
  const what = /html/i.test(contentType ?? "") ? "a web page" : `something that is not ${form}`;
  return requestFailure(operation, "contract", `${name} answered ${status} with ${what} instead of data`, {
    code: "badContent",
    fix: `Check the setting that the address comes from, and whether a sign-in page, firewall or maintenance page stands before ${host}.`,
    trace: { status },
  });
}

export function tooLarge(operation: Operation, status: number, maxBytes: number): ConnectorError {
  const message = `The answer of ${operation.vendor.name} is larger than ${maxBytes / 1_000_000} MB`;
  return requestFailure(operation, "contract", message, {
    code: "tooLarge",
    fix: "Report this to the author of the connector: it should ask for smaller pages.",
    trace: { status },
  });
}

/** Whole, and without the list that was asked for: never an empty one. */
export function noList(operation: Operation, status: number, at: string): ConnectorError {
  return requestFailure(operation, "contract", `The answer of ${operation.vendor.name} has no list "${at}"`, {
    code: "badList",
    fix: "Check the settings that say what is read. Nothing is concluded from this answer.",
    trace: { status },
  });
}

export function notSoap(operation: Operation, status: number): ConnectorError {
  return requestFailure(operation, "contract", `The answer of ${operation.vendor.name} is no SOAP message`, {
    code: "badContent",
    fix: `Check the setting that the address comes from, and whether something stands before ${operation.vendor.host}.`,
    trace: { status },
  });
}
