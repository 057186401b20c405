import { ConnectorError, type FailedAnswer, unexpectedAnswer } from "@muster/connector-sdk";
import { z } from "zod";

const token = z.string().regex(/^[\w.-]{1,60}$/);
// One key, or an error for each field that is wrong.
const Said = z.union([
  z.object({ key: token }).transform(({ key }) => [key]),
  z.object({ errors: z.record(token, z.unknown()) }).transform(({ errors }) => Object.keys(errors)),
]);

/** An answer that Bob's documents do not allow. */
export function unexpected(code: string, what: string, cause?: unknown): ConnectorError {
  return unexpectedAnswer("HiBob", code, what, cause);
}

/** Nobody can be told from a leaver without the category: better no read than one in which everybody is unknown. */
export function lifecycleWithheld(): ConnectorError {
  return new ConnectorError("permission", "HiBob lets this service user see nobody's lifecycle.", {
    code: "lifecycleNotReadable",
    fix: ACCESS_FIX,
  });
}

/** HiBob's refusals. Of their bodies only names of fields are repeated: the text beside them may name people. */
export function translateError({ status, body }: FailedAnswer): ConnectorError | undefined {
  switch (status) {
    case 400: {
      const said = Said.safeParse(body).data?.slice(0, 3).join(", ");
      return new ConnectorError("contract", `HiBob refused the request${said ? ` (${said})` : ""}.`, {
        code: "refusedRequest",
        fix: "Report it: the connector asks for something that HiBob does not allow (any more).",
        status,
      });
    }
    case 401:
      // Some refusals for want of a right are told as 401 too, so the advice names both.
      return new ConnectorError("auth", "HiBob rejected the service user's id or token, HTTP 401.", {
        code: "badCredentials",
        fix: "Check auth.id and auth.token, which HiBob shows once, when the service user is made; if they are right, put the service user into a permission group.",
        status,
      });
    case 403:
      return new ConnectorError("permission", "HiBob knows the service user but does not let it do this.", {
        code: "forbidden",
        fix: ACCESS_FIX,
        status,
      });
    default:
      return undefined;
  }
}

/** HiBob help, API service users: a group says whose data, and which. */
export const ACCESS_FIX =
  "In HiBob, give the service user's permission group access to people of every lifecycle status (Employed, Hired, Garden leave, Leave, Terminated) and let it view Basic info, Work, Employment and Lifecycle.";
