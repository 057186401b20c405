import type { FaultName } from "../kit/fault-catalog.ts";
import { createOAuth } from "../kit/oauth.ts";
import type { Answer, Call, Vendor, VendorApi, VendorRequest, World } from "../kit/vendor.ts";
import { redirect, refuse } from "./dialect.ts";
import { workerNumber } from "./ids.ts";
import { answerById, answerList, listPage } from "./list.ts";
import { truthOf } from "./status.ts";
import { OAUTH } from "./oauth-app.ts";
import { authenticate, makeTokens, profileOf } from "./tokens.ts";
import { createViews, type View } from "./view.ts";

interface Route {
  operation: string;
  page?: (request: VendorRequest, view: View) => number | undefined;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
}

const LIST: Route = { operation: "list", page: listPage, answer: answerList };
const UNKNOWN: Route = { operation: "other", answer: () => refuse(404) };

/** Rippling's REST API with API tokens or an OAuth app: the workers, as a list and one by one. Source: Rippling REST API reference. */
export const rippling: Vendor = {
  id: "rippling",
  name: "Rippling",
  realLimit: { requests: 300, seconds: 10, penaltySeconds: 10 },
  // Nothing says how long the penalty lasts.
  rateHeaders: () => ({}),
  uncounted: true,
  open: openApi,
};

function openApi(world: World): VendorApi {
  const keys = makeTokens(world.company.seed);
  const apiToken = { method: "apiToken", token: keys.full };
  const oauth = createOAuth(world, OAUTH);
  const viewOf = createViews(world);
  return {
    keys,
    access: { settings: {}, auth: apiToken },
    get authMethods() {
      return { apiToken, oauth: { method: "oauth", ...oauth.secrets() } };
    },
    truth: (person) => truthOf(person, world.company.today()),
    recordNumber: workerNumber,
    receive(request): Call {
      const { authorization } = request.headers;
      if (isConsent(request)) return oauth.authorize(request);
      if (isTokenCall(request)) return oauth.token(request);
      const route = findRoute(request);
      const holder = oauth.holder(authorization);
      const profile = holder === undefined ? authenticate(authorization, keys) : profileOf(holder.subject);
      const page = profile === undefined ? undefined : route.page?.(request, viewOf(profile));
      return {
        operation: route.operation,
        ...(page === undefined ? {} : { page }),
        token: holder?.token,
        answer: (fault) =>
          profile === undefined ? refuse(401) : route.answer(request, viewOf(profile), fault),
        refuse,
      };
    },
  };
}

/** The app's name is its own: any will do. Older documents have the address without its last word. */
function isConsent({ method, path }: VendorRequest): boolean {
  return method === "GET" && /^\/apps\/PLATFORM\/[^/]+(\/authorize)?\/?$/.test(path);
}

/** Two of the documents name one address and the third another. */
function isTokenCall({ method, path }: VendorRequest): boolean {
  return method === "POST" && /^(\/api)?\/o\/token\/?$/.test(path);
}

function findRoute({ method, path }: VendorRequest): Route {
  if (method !== "GET") return UNKNOWN;
  if (path === "/workers/" || path === "/workers") return LIST;
  const [, id, slash] = /^\/workers\/([^/]+)(\/?)$/.exec(path) ?? [];
  if (id === undefined) return UNKNOWN;
  // The path without its last slash is answered for the list; elsewhere it may lead to the one with it.
  if (slash === "") return { operation: "byId", answer: () => redirect(`${path}/`) };
  return { operation: "byId", answer: (request, view, fault) => answerById(request, id, view, fault) };
}
