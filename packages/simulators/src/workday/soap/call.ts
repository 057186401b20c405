import type { Answer, Call, VendorRequest } from "../../kit/vendor.ts";
import type { Profile } from "../access.ts";
import type { Tenant } from "../tenant.ts";
import { type Envelope, profileOfToken, readEnvelope } from "./envelope.ts";
import {
  answerEnvelope,
  gatewayPage,
  invalidService,
  notAuthenticated,
  notAuthorized,
  refuse,
  throttled,
  validationError,
} from "./faults.ts";
import { answerWorkers } from "./get-workers.ts";
import { readRequest, type WorkersRequest } from "./read-request.ts";
import { WD } from "./xml.ts";

/** The highest version that this tenant has. */
const HIGHEST = 47;
const SERVICES = new Set(["Human_Resources", "Staffing"]);

/** A path below `/ccx/service/{tenant}/`. */
export interface Service {
  name: string;
  /** As in the path: v44.0. */
  version: string;
}

/** What answers a call that cannot come to its request. */
type Refused = { answer: Answer };

/** POST of a SOAP message to a service. `bearer`: who an access token stands for, if the call came with one. */
export function soapCall(
  request: VendorRequest,
  service: Service,
  tenant: Tenant,
  bearer: Profile | "unknown" | undefined,
): Call {
  const message = open(request, service, tenant, bearer);
  const common = {
    refuse,
    throttle: throttled,
    hollow: {
      contentType: "text/xml; charset=utf-8",
      null: answerEnvelope(
        `<wd:Get_Workers_Response xmlns:wd="${WD}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`,
      ),
      empty: answerEnvelope(""),
    },
  };
  if ("answer" in message) return { operation: "list", answer: () => message.answer, ...common };
  const { workers, profile, wantsDescriptors } = message;
  const caller = { profile, wantsDescriptors, version: service.version };
  const operation = operationOf(workers);
  return {
    operation,
    ...(operation === "byId" ? {} : { page: workers.filter.page }),
    answer: (fault) => answerWorkers(workers, caller, tenant, fault),
    ...common,
  };
}

interface Message {
  workers: WorkersRequest;
  profile: Profile;
  wantsDescriptors: boolean;
}

function open(
  { method, body }: VendorRequest,
  service: Service,
  tenant: Tenant,
  bearer: Profile | "unknown" | undefined,
): Message | Refused {
  if (method !== "POST") return { answer: gatewayPage(405, "Method Not Allowed") };
  const envelope = readEnvelope(body);
  if (envelope === undefined) {
    return { answer: validationError({ issue: "The message is no SOAP 1.1 envelope.", xpath: "" }) };
  }
  if (majorOf(service) > HIGHEST) return { answer: invalidService() };
  const profile = signIn(envelope, tenant, bearer);
  if ("answer" in profile) return profile;
  const { operation, wantsDescriptors } = envelope;
  const known = operation.uri === WD && operation.name === "Get_Workers_Request";
  if (!known || !SERVICES.has(service.name)) return { answer: invalidService() };
  if (!profile.mayGetWorkers) return { answer: notAuthorized() };
  const workers = readRequest(operation, tenant.moment());
  return "issue" in workers ? { answer: validationError(workers) } : { workers, profile, wantsDescriptors };
}

/** By a UsernameToken or by an access token, never by both and never by HTTP Basic. */
function signIn(
  { security }: Envelope,
  { passwords }: Tenant,
  bearer: Profile | "unknown" | undefined,
): Profile | Refused {
  if (bearer === "unknown") return { answer: notAuthenticated(401) };
  if (bearer !== undefined) return security === undefined ? bearer : { answer: notAuthenticated() };
  const profile = security === undefined ? undefined : profileOfToken(security, passwords);
  return profile ?? { answer: notAuthenticated() };
}

function operationOf({ references, criteria }: WorkersRequest): "byId" | "changes" | "list" {
  if (references !== undefined) return "byId";
  return criteria.windows.length > 0 ? "changes" : "list";
}

function majorOf({ version }: Service): number {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? Number.NaN);
}
