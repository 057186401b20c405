import {
  ConnectorError,
  type FailedAnswer,
  isXmlElement,
  type XmlElement,
  xmlAll,
  xmlFirst,
} from "@muster/connector-sdk";
import { ACCESS_FIX } from "../errors.ts";

/** Code of the error that stands for "there is no such worker". */
export const UNKNOWN_WORKER = "unknownWorker";

interface Fault {
  /** Without its prefix: `Client.validationError`. */
  code: string;
  /** All that it says. May name people: never to be shown. */
  text: string;
  status: number;
}

/**
 * Workday's faults. They come with HTTP 500, which alone would be tried again for nothing; without a
 * fault that is known 500 is how an overloaded tenant refuses.
 */
export function translateFault({ status, body }: FailedAnswer): ConnectorError | undefined {
  const fault = faultIn(body, status);
  if (fault?.code === "Client.authenticationError") return badCredentials(fault);
  if (fault?.code === "Server.processingError" && /not authorized/i.test(fault.text)) return forbidden(fault);
  if (fault?.code.startsWith("Client.")) return refusal(fault);
  return status === 500 ? overloaded(status) : undefined;
}

function faultIn(body: unknown, status: number): Fault | undefined {
  if (!isXmlElement(body)) return undefined;
  const fault = xmlFirst(body, "Body", "Fault");
  if (fault === undefined) return undefined;
  const code = xmlFirst(fault, "faultcode")?.text.split(":").at(-1) ?? "";
  return { code, status, text: texts(fault).join("\n") };
}

function texts(fault: XmlElement): string[] {
  const errors = xmlAll(fault, "detail", "Validation_Fault", "Validation_Error");
  return [
    ...xmlAll(fault, "faultstring"),
    ...errors.flatMap((error) => [...xmlAll(error, "Message"), ...xmlAll(error, "Detail_Message")]),
  ].map(({ text }) => text);
}

function badCredentials({ status }: Fault): ConnectorError {
  return new ConnectorError("auth", "Workday rejected the credentials.", {
    code: "badCredentials",
    fix: "Check the user name and password, or the client and its token; a password may be expired, or the user locked or kept out by an authentication policy.",
    status,
  });
}

function forbidden({ status }: Fault): ConnectorError {
  return new ConnectorError(
    "permission",
    "Workday knows the credentials but does not let them read workers.",
    {
      code: "forbidden",
      fix: ACCESS_FIX,
      status,
    },
  );
}

function refusal({ text, status }: Fault): ConnectorError {
  // The only ids of this type that are ever sent are those of workers.
  if (/invalid id value/i.test(text) && /type = 'WID'/.test(text)) {
    return new ConnectorError("contract", "Workday knows no worker with this id.", {
      code: UNKNOWN_WORKER,
      fix: "Nothing to do: the worker is gone.",
      status,
    });
  }
  if (/web service or version is invalid/i.test(text)) {
    return new ConnectorError(
      "config",
      "Workday does not offer this version of its web service, or not to this user.",
      {
        code: "noSuchService",
        fix: "Check the setting \"version\"; if it is right, give the user's security group the web service's domains.",
        status,
      },
    );
  }
  return new ConnectorError("contract", "Workday refused the request.", {
    code: "refusedRequest",
    fix: "Report it: the connector asks for something that Workday does not allow (any more).",
    status,
  });
}

function overloaded(status: number): ConnectorError {
  return new ConnectorError(
    "transient",
    `Workday had no room for the request or a problem of its own, HTTP ${status}.`,
    {
      code: "vendorUnavailable",
      fix: 'Nothing to do: it is tried again. If it lasts, check the setting "version", which may be newer than the tenant, and Workday\'s maintenance window.',
      status,
    },
  );
}
