import { type ConnectorError, type OAuth, type SecretField } from "@muster/connector-sdk";
import { z } from "zod";
import { type Operation, requestFailure } from "../failures.ts";
import { askedPauseMs } from "../retry-after.ts";
import { statusFailure } from "../status-failures.ts";
import type { Answer } from "../transport.ts";

/** What a token endpoint has given. */
export interface IssuedTokens {
  accessToken: string;
  /** Null where the answer brought none: the one handed in goes on. */
  refreshToken: string | null;
  renewAt: Date | null;
}

/** Who was asked, for what. */
interface Asked {
  operation: Operation;
  auth: OAuth;
  /** The code of a consent was handed in, not a refresh token. */
  byCode: boolean;
}

/** RFC 6749 §5.1. Characters as a header can carry them; vendors send numbers as text. */
const tokenBody = z.object({
  access_token: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .max(16_384),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  refresh_token: z.string().min(1).max(16_384).nullish(),
});

const errorBody = z.object({ error: z.string() });

/** How long before its end an access token is no longer handed out. */
const MARGIN_SECONDS = 60;

/**
 * The tokens of an answer. Throws ConnectorError `auth` where the grant or the client is refused: `reauthorize` (an
 * admin connects again) or `badClient` (who the client is has to be entered again).
 */
export function issuedTokens(
  { operation, auth, byCode }: Asked,
  answer: Answer,
  times: { askedAt: number; now: number },
): IssuedTokens {
  const { status, body } = answer;
  const refusal = errorBody.safeParse(body).data?.error;
  // Some vendors refuse with 200.
  if (status < 200 || status >= 300 || refusal !== undefined) {
    throw refused({ operation, auth, byCode }, answer, refusal, times.now);
  }
  const parsed = tokenBody.safeParse(body);
  if (!parsed.success) throw badTokenAnswer(operation, parsed.error, status);
  const { access_token, expires_in, refresh_token } = parsed.data;
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    renewAt: typeof expires_in === "number" ? renewAt(times.askedAt, expires_in) : null,
  };
}

/** A token that lives shorter than the margin is used for half its life. */
function renewAt(askedAt: number, seconds: number): Date {
  const used = seconds > 2 * MARGIN_SECONDS ? seconds - MARGIN_SECONDS : seconds / 2;
  return new Date(askedAt + 1000 * used);
}

function refused(
  { operation, auth, byCode }: Asked,
  answer: Answer,
  refusal: string | undefined,
  now: number,
): ConnectorError {
  const status = answer.status < 300 ? 400 : answer.status;
  const askedMs = askedPauseMs(answer.headers, now);
  if ([400, 401].includes(status) && refusal !== "unsupported_grant_type") {
    const client = refusal === "invalid_client" || refusal === "unauthorized_client";
    // Without a refresh token nothing was ever agreed to: it is the client alone that can be wrong.
    if (client || auth.grant.type !== "refreshToken") return badClient(operation, auth, status);
    return byCode
      ? badCode(operation, status)
      : reauthorize(operation, auth, `no longer takes the refresh token, HTTP ${status}`, status);
  }
  if (status === 429) {
    const message = `${operation.vendor.name} asks for fewer sign-ins, HTTP 429`;
    const fix = "Nothing to do: it is tried again.";
    const trace = { status };
    return requestFailure(operation, "transient", message, {
      code: "vendorUnavailable",
      fix,
      retryAfterMs: askedMs,
      trace,
    });
  }
  return statusFailure(operation, { ...answer, status }, askedMs);
}

function badClient(operation: Operation, auth: OAuth, status: number): ConnectorError {
  const names = Object.keys(auth.secrets).filter((name) => name !== "refreshToken");
  const fields = names.flatMap((name) => auth.secrets[name] ?? []);
  const labels = new Intl.ListFormat("en").format(fields.map(({ label }) => label));
  return requestFailure(
    operation,
    "auth",
    `${operation.vendor.name} does not know this client: it rejected ${labels}, HTTP ${status}`,
    {
      code: "badClient",
      fix: `Replace ${names.map((name) => `auth.${name}`).join(", ")}. ${helpOf(fields)}`.trim(),
      trace: { status },
    },
  );
}

/** What an admin agreed to no longer holds. `what` follows the vendor's name. */
export function reauthorize(
  operation: Operation,
  auth: OAuth,
  what: string,
  status?: number,
): ConnectorError {
  const { refreshToken } = auth.secrets;
  const help = refreshToken ? ` ${helpOf([refreshToken])}` : "";
  return requestFailure(
    operation,
    "auth",
    `${operation.vendor.name} ${what}: it was revoked, has run out, or its successor was lost before it could be saved`,
    {
      code: "reauthorize",
      fix: `Connect again, so that auth.refreshToken is replaced.${help}`.trim(),
      trace: status === undefined ? {} : { status },
    },
  );
}

function badCode(operation: Operation, status: number): ConnectorError {
  const { name } = operation.vendor;
  return requestFailure(operation, "auth", `${name} did not take the code of this consent, HTTP ${status}`, {
    code: "reauthorize",
    fix: `Begin again: a code counts once, for a few minutes. If it lasts, compare the redirect address with the one that ${name} has of this client.`,
    trace: { status },
  });
}

function helpOf(fields: readonly SecretField[]): string {
  return [...new Set(fields.flatMap(({ help }) => help ?? []))].join(" ");
}

/** Names what is wrong by its path alone: the answer is made of secrets. */
function badTokenAnswer(operation: Operation, error: z.ZodError, status: number): ConnectorError {
  const paths = [...new Set(error.issues.map(({ path }) => path.join(".") || "the whole"))].join(", ");
  const message = `${operation.vendor.name} answered ${status} with no token that can be used (${paths})`;
  return requestFailure(operation, "contract", message, {
    code: "badTokenAnswer",
    fix: "Check the setting that the address comes from; if it is right, report this to the author of the connector.",
    trace: { status },
  });
}
