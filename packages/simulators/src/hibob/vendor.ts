import type { FaultName } from "../kit/fault-catalog.ts";
import { createOAuth } from "../kit/oauth.ts";
import type { Answer, Call, Vendor, VendorApi, VendorRequest, World } from "../kit/vendor.ts";
import { appPage, rateHeaders, refuse } from "./dialect.ts";
import { recordNumber } from "./ids.ts";
import { truthOf } from "./lifecycle.ts";
import { answerFields, answerList } from "./metadata.ts";
import { createLists } from "./named-lists.ts";
import { isConsent, isTokenCall, OAUTH } from "./oauth-app.ts";
import { answerOne, answerSearch, asksForAll } from "./people.ts";
import { authenticate, makeTokens, profileOf, SERVICE_USER } from "./service-users.ts";
import { answerBulk, answerEntries } from "./table.ts";
import { TABLES } from "./tables.ts";
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

/** HiBob with a service user or a marketplace app: search, one person, field metadata, named lists, tables. Source: Bob API reference. */
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
  const oauth = createOAuth(world, OAUTH);
  return {
    keys: tokens,
    access: { settings: { environment: "sandbox" }, auth: serviceUser },
    get authMethods() {
      return { serviceUser, oauth: { method: "oauth", ...oauth.secrets() } };
    },
    truth: (person) => truthOf(company.seed, person, company.today()),
    recordNumber,
    receive(request): Call {
      if (isConsent(request)) return oauth.authorize(request);
      if (isTokenCall(request)) return oauth.token(request);
      const route = findRoute(request);
      if (route === undefined) {
        return {
          operation: "other",
          answer: () => appPage(),
          refuse: (status) => refuse(status, world.now()),
        };
      }
      const { authorization } = request.headers;
      const holder = oauth.holder(authorization);
      const profile = holder === undefined ? authenticate(authorization, tokens) : profileOf(holder.subject);
      const page = profile === undefined ? undefined : route.page?.(request);
      return {
        operation: route.operation,
        ...(page === undefined ? {} : { page }),
        token: holder?.token,
        answer: (fault) =>
          profile === undefined
            ? refuse(401, world.now())
            : route.answer(request, viewOf(world, lists, profile, fault), fault),
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
  }
  return findTable(method, local) ?? findPerson(method, local) ?? findList(method, local);
}

/** The entries of many people, or of one. */
function findTable(method: string, local: string): Route | undefined {
  if (method !== "GET") return undefined;
  const [, bulk = ""] = /^\/bulk\/people\/([^/]+)$/.exec(local) ?? [];
  const many = TABLES.get(bulk);
  if (many !== undefined) {
    return { operation: "table", answer: (request, view) => answerBulk(request, many, view) };
  }
  const [, who = "", name = ""] = /^\/people\/([^/]+)\/([^/]+)$/.exec(local) ?? [];
  const table = TABLES.get(name);
  if (table === undefined) return undefined;
  return { operation: "table", answer: (request, view) => answerEntries(request, who, table, view) };
}

function findPerson(method: string, local: string): Route | undefined {
  const [, who] = /^\/people\/([^/]+)$/.exec(local) ?? [];
  if (method !== "POST" || who === undefined) return undefined;
  const person = decodeURIComponent(who);
  return {
    operation: "byId",
    answer: (request, view, fault) => answerOne(request, person, view, fault),
  };
}

function findList(method: string, local: string): Route | undefined {
  const [list, name] = /^\/company\/named-lists(?:\/([^/]+))?$/.exec(local) ?? [];
  if (method !== "GET" || list === undefined) return undefined;
  return {
    operation: "namedList",
    answer: (request, view, fault) => answerList(request, name, view, fault),
  };
}
