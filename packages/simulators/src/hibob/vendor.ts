import type { FaultName } from "../kit/fault-catalog.ts";
import type { Answer, Call, Vendor, VendorApi, VendorRequest, World } from "../kit/vendor.ts";
import { appPage, rateHeaders, refuse } from "./dialect.ts";
import { recordNumber } from "./ids.ts";
import { truthOf } from "./lifecycle.ts";
import { answerFields, answerList } from "./metadata.ts";
import { createLists } from "./named-lists.ts";
import { answerOne, answerSearch, asksForAll } from "./people.ts";
import { authenticate, makeTokens, SERVICE_USER } from "./service-users.ts";
import { answerTable } from "./table.ts";
import { type View, viewOf } from "./view.ts";

interface Route {
  operation: string;
  /** Everybody in one answer is page 1; a search for some of them is no page. */
  page?: (request: VendorRequest) => number | undefined;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
}

const SEARCH: Route = {
  operation: "list",
  page: (request) => (asksForAll(request) ? 1 : undefined),
  answer: answerSearch,
};
const FIELDS: Route = { operation: "fields", answer: answerFields };
const TABLE: Route = { operation: "table", answer: answerTable };

/** HiBob with a service user: search, one person, field metadata, named lists, lifecycle table. Source: Bob API reference. */
export const hibob: Vendor = {
  id: "hibob",
  name: "HiBob",
  // Published for people/search and the metadata; taken for the others.
  realLimit: { requests: 50, seconds: 60 },
  limitsEachOperation: true,
  rateHeaders,
  open: openApi,
};

function openApi(world: World): VendorApi {
  const { company } = world;
  const tokens = makeTokens(company.seed);
  const lists = createLists(company);
  const serviceUser = { method: "serviceUser", id: SERVICE_USER, token: tokens.full };
  return {
    keys: tokens,
    access: { settings: { environment: "sandbox" }, auth: serviceUser },
    authMethods: { serviceUser },
    truth: (person) => truthOf(company.seed, person, company.today()),
    recordNumber,
    receive(request): Call {
      const route = findRoute(request);
      if (route === undefined) {
        return {
          operation: "other",
          answer: () => appPage(),
          refuse: (status) => refuse(status, world.now()),
        };
      }
      const profile = authenticate(request.headers.authorization, tokens);
      const page = profile === undefined ? undefined : route.page?.(request);
      return {
        operation: route.operation,
        ...(page === undefined ? {} : { page }),
        answer: (fault) =>
          profile === undefined
            ? refuse(401, world.now())
            : route.answer(request, viewOf(world, lists, profile), fault),
        refuse: (status) => refuse(status, world.now()),
      };
    },
  };
}

function findRoute({ method, path }: VendorRequest): Route | undefined {
  const local = path.replace(/^\/v1(?=\/)/, "");
  switch (`${method} ${local}`) {
    case "POST /people/search":
      return SEARCH;
    case "GET /company/people/fields":
      return FIELDS;
    case "GET /bulk/people/lifecycle":
      return TABLE;
  }
  const [, who] = /^\/people\/([^/]+)$/.exec(local) ?? [];
  if (method === "POST" && who !== undefined) {
    const person = decodeURIComponent(who);
    return {
      operation: "byId",
      answer: (request, view, fault) => answerOne(request, person, view, fault),
    };
  }
  const [list, name] = /^\/company\/named-lists(?:\/([^/]+))?$/.exec(local) ?? [];
  if (method !== "GET" || list === undefined) return undefined;
  return {
    operation: "namedList",
    answer: (request, view, fault) => answerList(request, name, view, fault),
  };
}
