import {
  ConnectorError,
  type ErrorKind,
  type FailedAnswer,
  StaleCursorError,
  StaleWatermarkError,
  unexpectedAnswer,
} from "@muster/connector-sdk";
import { z } from "zod";
import { CHANGES_PATH, DATASET_FIELDS_PATH, DATASET_PATH, LIST_PATH } from "./api.ts";

export const ACCESS_FIX =
  "In BambooHR, give the user behind the credentials an access level that sees every employee, inactive ones too, and every mapped field; with OAuth, grant every scope that is asked for.";

const NOT_FOUND = "Employee not found";
// The texts seen in the API's documents and recordings. Any other may hold a name and is not repeated.
const KNOWN_TEXTS = ["Directory disabled for this account", "Insufficient Permissions to view this employee"];
const ListError = z.object({ error: z.object({ code: z.string() }) });
const ProblemDetails = z.object({ code: z.string() });

/** An answer that BambooHR's documents do not allow. */
export function unexpected(code: string, what: string, cause?: unknown): ConnectorError {
  return unexpectedAnswer("BambooHR", code, what, cause);
}

/** True if a 404 is BambooHR's word that there is no such employee. */
export function isEmployeeNotFound(headers: FailedAnswer["headers"]): boolean {
  return headerText(headers).startsWith(NOT_FOUND);
}

/** BambooHR's failed answers, in its three dialects: error header, `{"error":{…}}`, problem+json (RFC 9457). */
export function translateError(answer: FailedAnswer): ConnectorError | undefined {
  const { status, path } = answer;
  const code = codeOf(answer.body);
  switch (status) {
    case 400:
    case 422:
      if (code === "BadPage") {
        return new StaleCursorError("BambooHR no longer knows this position in its list.", { status });
      }
      if (code === "DATASET_NOT_FOUND") return noDataset(answer);
      // Nothing but the time is asked there, and no other refusal of it is documented.
      if (path === CHANGES_PATH) {
        return new StaleWatermarkError("BambooHR does not tell what changed since this time.", { status });
      }
      return failure("contract", `BambooHR refused the request${reason(answer)}.`, {
        code: "refusedRequest",
        fix: "Report it: the connector asks for something that BambooHR does not allow (any more).",
        status,
      });
    case 403:
      return failure(
        "permission",
        `BambooHR knows the credentials but does not let them do this${reason(answer)}.`,
        { code: "forbidden", fix: ACCESS_FIX, status },
      );
    case 404:
      if (path === DATASET_PATH || path === DATASET_FIELDS_PATH) return noDataset(answer);
      if (path !== LIST_PATH) return undefined;
      return failure("config", "BambooHR has no employee list at this address.", {
        code: "noSuchCompany",
        fix: 'Check the setting "companyDomain": it is the first part of the address you sign in at.',
        status,
      });
    case 413:
      return failure("contract", "BambooHR calls this more data than it gives at once.", {
        code: "tooMuchData",
        fix: "Map fewer of the company's own fields; if that does not help, report it.",
        status,
      });
    default:
      return undefined;
  }
}

const failure = (
  kind: ErrorKind,
  message: string,
  told: { code: string; fix: string; status: number },
): ConnectorError => new ConnectorError(kind, message, told);

/** The dataset of employees is there for everybody; whoever may not see it is told that there is none. */
function noDataset({ status }: FailedAnswer): ConnectorError {
  return failure("permission", "BambooHR does not show these credentials the dataset of employees.", {
    code: "datasetNotVisible",
    fix: `The company's own fields come from it. ${ACCESS_FIX}`,
    status,
  });
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
