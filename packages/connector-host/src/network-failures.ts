import type { ConnectorError } from "@muster/connector-sdk";
import { REFUSED_ADDRESS } from "./addresses.ts";
import { codeOf, type Operation, requestFailure, type Trace } from "./failures.ts";
import { refused } from "./target.ts";

const TLS =
  /^(CERT_|CRL_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)$|EPROTO$)/;
const WAIT = "Nothing to do: it is tried again. If it lasts, check the network and the vendor's status page.";
const AUTHOR = "Report this to the author of the connector.";

/** No answer came. Names what failed by the error's code alone; the error itself holds headers and is not kept. */
export function networkFailure(operation: Operation, error: unknown): ConnectorError {
  const code = codeOf(error);
  const trace: Trace = code === undefined ? {} : { code };
  const { name, host } = operation.vendor;
  if (code === undefined) {
    return requestFailure(operation, "bug", `The request to ${name} could not be made`, {
      code: "requestNotMade",
      fix: AUTHOR,
      trace,
    });
  }
  if (code === REFUSED_ADDRESS) {
    const inside = requestFailure(operation, "config", "Refused", { code: "refusedAddress", fix: "", trace });
    return refused(host, "its name leads to an address that is not public", inside.cause);
  }
  if (code === "ENOTFOUND" || code === "ENODATA") {
    return requestFailure(operation, "config", `There is no host ${host}`, {
      code: "unknownHost",
      fix: "Check the setting that the address comes from, and the network's name service.",
      trace,
    });
  }
  if (code.startsWith("EAI_") || code === "ESERVFAIL") {
    return requestFailure(operation, "transient", `The name of ${host} could not be looked up`, {
      code: "dnsFailed",
      fix: WAIT,
      trace,
    });
  }
  if (TLS.test(code)) return certificateFailure(operation, trace);
  if (code.startsWith("HPE_")) {
    return requestFailure(operation, "contract", `What ${name} answered is not HTTP`, {
      code: "badContent",
      fix: `Check that nothing between here and ${host} answers in its place.`,
      trace,
    });
  }
  if (/^ERR_(INVALID|BAD)_/.test(code)) {
    return requestFailure(operation, "bug", `The request to ${name} could not be made`, {
      code: "requestNotMade",
      fix: AUTHOR,
      trace,
    });
  }
  return requestFailure(operation, "transient", `${name} could not be reached at ${host} [${code}]`, {
    code: "unreachable",
    fix: WAIT,
    trace,
  });
}

/** The answer did not end within the deadline. */
export function timedOut(operation: Operation, ms: number): ConnectorError {
  const { name } = operation.vendor;
  return requestFailure(operation, "transient", `${name} did not finish its answer within ${ms / 1000} s`, {
    code: "timedOut",
    fix: WAIT,
    trace: { code: "ETIMEDOUT" },
  });
}

function certificateFailure(operation: Operation, trace: Trace): ConnectorError {
  const { name, host } = operation.vendor;
  const otherName = trace.code === "ERR_TLS_CERT_ALTNAME_INVALID";
  const message = otherName
    ? `The certificate shown at ${host} belongs to another name`
    : `No trusted connection to ${host} could be made [${trace.code ?? "TLS"}]`;
  return requestFailure(operation, otherName ? "config" : "contract", message, {
    code: "badCertificate",
    fix: otherName
      ? "Check the setting that the address comes from. The check of certificates cannot be switched off."
      : `If a proxy of your network replaces certificates, the operator names its authority in NODE_EXTRA_CA_CERTS; else ask ${name}. The check cannot be switched off.`,
    trace,
  });
}
