import { createOAuth } from "../kit/oauth.ts";
import type { Call, Vendor, VendorApi, VendorRequest, World } from "../kit/vendor.ts";
import { makeSecrets, profileOf } from "./credentials.ts";
import { refuse } from "./dialect.ts";
import { listEmployments } from "./employments.ts";
import { personNumber } from "./ids.ts";
import { listOrgUnits } from "./org-units.ts";
import { listPersons, onePerson, personsPage } from "./persons.ts";
import { truthOf } from "./status.ts";
import { createViews, type Endpoint } from "./view.ts";

const A_DAY = 86_400;

/** Personio v2 with API credentials: persons, their employments, org units. Source: Personio developer hub, reference. */
export const personio: Vendor = {
  id: "personio",
  name: "Personio",
  // Published for the employees of v1; of v2 nothing is but that it throttles. A refusal names no time to wait.
  realLimit: { requests: 300, seconds: 60 },
  rateHeaders: () => ({}),
  uncounted: true,
  open: openApi,
};

function openApi(world: World): VendorApi {
  const { company } = world;
  const keys = makeSecrets(company.seed);
  const oauth = createOAuth(world, {
    vendor: "personio",
    scopes: ["personio:persons:read"],
    expiresIn: A_DAY,
    rotates: false,
    invalidGrantStatus: 400,
    clientSecrets: keys,
  });
  const viewOf = createViews(world);
  const { clientId } = oauth.secrets();
  return {
    keys,
    access: {
      settings: {},
      auth: { method: "clientCredentials", clientId, clientSecret: keys.full },
    },
    recordNumber: personNumber,
    truth: (person) => truthOf(company.seed, person, company.today()),
    receive(request): Call {
      if (request.method === "POST" && request.path === "/v2/auth/token") return oauth.token(request);
      const { operation, answer } = routeOf(request);
      const holder = oauth.holder(request.headers.authorization);
      const profile = profileOf(holder?.subject);
      const view = holder && profile && viewOf(holder.subject, profile);
      const page = view && operation === "list" ? personsPage(request, view) : undefined;
      return {
        operation,
        ...(page !== undefined && { page }),
        token: holder?.token,
        refuse,
        answer(fault) {
          if (view === undefined) return refuse(401);
          return profile?.readsPersons === true ? answer(request, view, fault) : refuse(403);
        },
      };
    },
  };
}

function routeOf({ method, path }: VendorRequest): { operation: string; answer: Endpoint } {
  const [, list, id, employments] =
    /^\/v2(?:\/(persons|org-units)|\/persons\/([^/]+)(\/employments)?)$/.exec(path) ?? [];
  if (method !== "GET") return { operation: "other", answer: () => refuse(404) };
  if (list === "persons") return { operation: "list", answer: listPersons };
  if (list === "org-units") return { operation: "namedList", answer: listOrgUnits };
  if (id === undefined) return { operation: "other", answer: () => refuse(404) };
  const person = decodeURIComponent(id);
  return {
    operation: "byId",
    answer: employments === undefined ? onePerson(person) : listEmployments(person),
  };
}
