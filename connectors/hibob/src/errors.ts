import { ConnectorError, type FailedAnswer } from "@muster/connector-sdk";
import { z } from "zod";

const Said = z.object({ key: z.string().regex(/^[\w.-]{1,60}$/) });

/** An answer that Bob's documents do not allow. */
export function unexpected(code: string, what: string, cause?: unknown): ConnectorError {
  return new ConnectorError("contract", `HiBob cannot be read: ${what}.`, {
    code,
    fix: "Try again later. If it stays so, report it: the connector has to follow a change of HiBob.",
    cause,
  });
}

/** HiBob's refusals. Of their bodies only the key is repeated: the text beside it may name people. */
export function translateError({ status, body }: FailedAnswer): ConnectorError | undefined {
  switch (status) {
    case 400: {
      const key = Said.safeParse(body).data?.key;
      return new ConnectorError("contract", `HiBob refused the request${key ? ` (${key})` : ""}.`, {
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
