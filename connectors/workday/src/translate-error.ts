import { ConnectorError, type FailedAnswer } from "@muster/connector-sdk";
import { REPORTS } from "./report/rows.ts";
import { translateFault } from "./soap/faults.ts";

/** Workday's failed answers: faults of the web service, plain statuses of reports. */
export function translateError(answer: FailedAnswer): ConnectorError | undefined {
  return answer.path.startsWith(`${REPORTS}/`) ? reportFailure(answer) : serviceFailure(answer);
}

/** Their bodies are not known, so that only the status speaks. */
function reportFailure({ status }: FailedAnswer): ConnectorError | undefined {
  if (status === 403) {
    return new ConnectorError(
      "permission",
      "Workday knows the credentials but does not let them run the report.",
      {
        code: "forbidden",
        fix: "Share the report with the integration system user; with OAuth the refresh token has to be the report owner's.",
        status,
      },
    );
  }
  if (status === 404) {
    return new ConnectorError("config", "Workday has no such report.", {
      code: "noSuchReport",
      fix: "Check the report's owner and name, the host and the tenant, and that the report is enabled as web service.",
      status,
    });
  }
  return undefined;
}

function serviceFailure(answer: FailedAnswer): ConnectorError | undefined {
  const fault = translateFault(answer);
  if (fault !== undefined || answer.status !== 404) return fault;
  return new ConnectorError("config", "Workday has no web service at this address.", {
    code: "noSuchTenant",
    fix: 'Check the settings "host", "tenant" and "version".',
    status: 404,
  });
}
