import { type ConnectorError, type SecretField } from "@muster/connector-sdk";
import { type Operation, requestFailure } from "./failures.ts";

const AUTHOR =
  "Check the connector's settings; if they are right, report this to the author of the connector.";

/** The host's own reading of a status outside 2xx, where the connector's `translateError` has none. */
export function statusFailure(
  operation: Operation,
  answer: { status: number; headers: Readonly<Record<string, string>> },
  askedMs: number | undefined,
): ConnectorError {
  const { status } = answer;
  const trace = { status };
  const { name } = operation.vendor;
  if (status >= 300 && status < 400) return redirect(operation, answer);
  if (status === 401) return badCredentials(operation);
  if (status === 403) {
    return requestFailure(
      operation,
      "permission",
      `${name} knows these credentials but refuses this request, HTTP 403`,
      {
        code: "forbidden",
        fix: `Give the user behind the ${labels(operation)} the right to read this in ${name}.`,
        trace,
      },
    );
  }
  if (status === 429) {
    return requestFailure(operation, "rateLimited", `${name} asks for fewer requests, HTTP 429`, {
      code: "rateLimited",
      fix: "Nothing to do: the next run goes on. If it lasts, lower the limits of this connector.",
      retryAfterMs: askedMs,
      trace,
    });
  }
  if (status === 408 || status >= 500) {
    return requestFailure(operation, "transient", `${name} had a problem of its own, HTTP ${status}`, {
      code: "vendorUnavailable",
      fix: "Nothing to do: it is tried again. If it lasts, look at the vendor's status page.",
      retryAfterMs: askedMs,
      trace,
    });
  }
  const message =
    status === 404
      ? `${name} knows no such address, HTTP 404`
      : `${name} refuses the request, HTTP ${status}`;
  const code = status === 404 ? "notFound" : "refusedRequest";
  return requestFailure(operation, "contract", message, { code, fix: AUTHOR, trace });
}

function badCredentials(operation: Operation): ConnectorError {
  const { name, auth } = operation.vendor;
  if (auth.type === "oauth") return refusedToken(operation);
  const fields = Object.entries(auth.secrets);
  const settings = fields.map(([key]) => `auth.${key}`).join(", ");
  const help = fields.flatMap(([, field]: [string, SecretField]) => field.help ?? []);
  return requestFailure(operation, "auth", `${name} rejected the ${labels(operation)}, HTTP 401`, {
    code: "badCredentials",
    fix: `Replace ${settings}. ${help.length > 0 ? help.join(" ") : `Make a new one in ${name}.`}`,
    trace: { status: 401 },
  });
}

/** Two access tokens were refused, the second one fresh: it is no matter of time. */
function refusedToken(operation: Operation): ConnectorError {
  const { name } = operation.vendor;
  return requestFailure(operation, "auth", `${name} rejected a new access token, HTTP 401`, {
    code: "reauthorize",
    fix: `Connect again, as a user who may read this in ${name}.`,
    trace: { status: 401 },
  });
}

function redirect(
  operation: Operation,
  answer: { status: number; headers: Readonly<Record<string, string>> },
): ConnectorError {
  const { name, host } = operation.vendor;
  const location = answer.headers["location"] ?? "";
  const elsewhere = URL.canParse(location, `https://${host}`)
    ? new URL(location, `https://${host}`).host
    : "";
  const where = elsewhere && elsewhere !== host ? ` to ${elsewhere}` : "";
  return requestFailure(
    operation,
    "contract",
    `${name} redirects${where}, HTTP ${answer.status}; redirects are not followed`,
    {
      code: "redirect",
      fix: "Check the setting that the address comes from: it may name a company or host that has moved.",
      trace: { status: answer.status },
    },
  );
}

function labels(operation: Operation): string {
  const names = Object.values(operation.vendor.auth.secrets).map((field) => field.label);
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
