import type { FaultName } from "../kit/fault-catalog.ts";
import type { Answer, Call, Vendor, VendorApi, VendorRequest, World } from "../kit/vendor.ts";
import { answerById } from "./by-id.ts";
import { COMPANY_DOMAIN, headerError, refuse, unauthorized } from "./dialect.ts";
import { answerDirectory } from "./directory.ts";
import { authenticate, makeKeys } from "./keys.ts";
import { answerList, listPage } from "./list.ts";
import { answerFields } from "./meta-fields.ts";
import { truthOf } from "./status.ts";
import { createViews, type View } from "./view.ts";

// The company's own host, the older gateway, and the bare path: a simulator's address stands for either base.
const BASES = ["/api/v1", `/api/gateway.php/${COMPANY_DOMAIN}/v1`];

interface Route {
  operation: string;
  page?: (request: VendorRequest, view: View) => number | undefined;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
}

const LIST: Route = { operation: "list", page: listPage, answer: answerList };
const DIRECTORY: Route = { operation: "directory", answer: answerDirectory };
const FIELDS: Route = { operation: "fields", answer: answerFields };
const UNKNOWN: Route = { operation: "other", answer: () => headerError(404, "Not found") };

/** BambooHR with API keys: list, one employee, directory, field discovery. Source: BambooHR API reference. */
export const bamboohr: Vendor = {
  id: "bamboohr",
  name: "BambooHR",
  // No number is published; this one is low enough to be met.
  realLimit: { requests: 40, seconds: 10 },
  open: openApi,
};

function openApi(world: World): VendorApi {
  const keys = makeKeys(world.company.seed);
  const viewOf = createViews(world);
  return {
    keys,
    access: {
      settings: { companyDomain: COMPANY_DOMAIN },
      auth: { method: "apiKey", apiKey: keys.full },
    },
    truth: (person) => truthOf(person, world.company.today()),
    recordNumber: (id) => (/^[1-9]\d{0,8}$/.test(id) ? Number(id) : undefined),
    receive(request): Call {
      const route = findRoute(request);
      const profile = authenticate(request.headers.authorization, keys);
      const page = profile === undefined ? undefined : route.page?.(request, viewOf(profile));
      return {
        operation: route.operation,
        ...(page === undefined ? {} : { page }),
        answer: (fault) =>
          profile === undefined ? unauthorized() : route.answer(request, viewOf(profile), fault),
        refuse: (status) => refuse(route.operation, status),
      };
    },
  };
}

function findRoute({ method, path }: VendorRequest): Route {
  const base = BASES.find((candidate) => path.startsWith(`${candidate}/`)) ?? "";
  const local = path.slice(base.length);
  if (method !== "GET") return UNKNOWN;
  if (local === "/employees") return LIST;
  if (local === "/employees/directory") return DIRECTORY;
  if (local === "/meta/fields") return FIELDS;
  const [, id] = /^\/employees\/([^/]+)$/.exec(local) ?? [];
  if (id === undefined) return UNKNOWN;
  return { operation: "byId", answer: (request, view, fault) => answerById(request, id, view, fault) };
}
