import { ConnectorError, type FailedAnswer, StaleCursorError } from "@muster/connector-sdk";
import { z } from "zod";
import { LIST_PATH } from "./list.ts";

const NOT_FOUND = "Employee not found";
// The texts seen in the API's documents and recordings. Any other may hold a name and is not repeated.
const KNOWN_TEXTS = ["Directory disabled for this account", "Insufficient Permissions to view this employee"];
const ListError = z.object({ error: z.object({ code: z.string() }) });
const ProblemDetails = z.object({ code: z.string() });

/** True if a 404 is BambooHR's word that there is no such employee. */
export function isEmployeeNotFound(headers: FailedAnswer["headers"]): boolean {
  return headerText(headers).startsWith(NOT_FOUND);
}

/** BambooHR's failed answers, in its three dialects: error header, `{"error":{…}}`, problem+json (RFC 9457). */
export function translateError(answer: FailedAnswer): ConnectorError | undefined {
  const { status } = answer;
  const said = reason(answer);
  switch (status) {
    case 400:
    case 422:
      if (codeOf(answer.body) === "BadPage") {
        return new StaleCursorError("BambooHR no longer knows this position in its list.", { status });
      }
      return new ConnectorError("contract", `BambooHR refused the request${said}.`, {
        code: "refusedRequest",
        fix: "Report it: the connector asks for something that BambooHR does not allow (any more).",
        status,
      });
    case 403:
      return new ConnectorError(
        "permission",
        `BambooHR knows the API key but does not let it do this${said}.`,
        {
          code: "forbidden",
          fix: "Give the key's user an access level that sees every employee, inactive ones too, and every mapped field.",
          status,
        },
      );
    case 404:
      if (answer.path !== LIST_PATH) return undefined;
      return new ConnectorError("config", "BambooHR has no employee list at this address.", {
        code: "noSuchCompany",
        fix: 'Check the setting "companyDomain": it is the first part of the address you sign in at.',
        status,
      });
    default:
      return undefined;
  }
}

function headerText(headers: FailedAnswer["headers"]): string {
  // A 404 sends the header a second time with a misspelt name.
  return headers["x-bamboohr-error-message"] ?? headers["x-bamboohr-error-messsage"] ?? "";
}

function reason(answer: FailedAnswer): string {
  const text = headerText(answer.headers);
  const said = KNOWN_TEXTS.find((known) => text.startsWith(known)) ?? codeOf(answer.body);
  return said === undefined ? "" : ` (${said})`;
}

/** The machine-readable code of either JSON dialect; the free text beside it may name people. */
function codeOf(body: unknown): string | undefined {
  const list = ListError.safeParse(body);
  const code = list.success ? list.data.error.code : ProblemDetails.safeParse(body).data?.code;
  return code !== undefined && /^[A-Z][\w-]{1,40}$/i.test(code) ? code : undefined;
}
