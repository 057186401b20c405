import { createOAuth } from "../kit/oauth.ts";
import type { Call, Vendor, VendorApi, World } from "../kit/vendor.ts";
import { COMPANY_DOMAIN } from "./dialect.ts";
import { authenticate, makeKeys, profileOf, type Profile } from "./keys.ts";
import { isConsent, isTokenCall, OAUTH } from "./oauth-app.ts";
import { findRoute, type Route } from "./routes.ts";
import { truthOf } from "./status.ts";
import { createViews } from "./view.ts";
import { createWebhooks } from "./webhooks.ts";

/** BambooHR with API keys or an OAuth app: lists, datasets, reports, changes, discovery. Source: BambooHR API reference. */
export const bamboohr: Vendor = {
  id: "bamboohr",
  name: "BambooHR",
  // No number is published; this one is low enough to be met.
  realLimit: { requests: 40, seconds: 10 },
  open: openApi,
};

function openApi(world: World): VendorApi {
  const keys = makeKeys(world.company.seed);
  const apiKey = { method: "apiKey", apiKey: keys.full };
  const oauth = createOAuth(world, OAUTH);
  const webhooks = createWebhooks(world.company);
  const viewOf = createViews(world);
  return {
    keys,
    access: { settings: { companyDomain: COMPANY_DOMAIN }, auth: apiKey },
    get authMethods() {
      return { apiKey, oauth: { method: "oauth", ...oauth.secrets() } };
    },
    truth: (person) => truthOf(person, world.company.today()),
    recordNumber: (id) => (/^[1-9]\d{0,8}$/.test(id) ? Number(id) : undefined),
    receive(request): Call {
      if (isConsent(request)) return oauth.authorize(request);
      if (isTokenCall(request)) return oauth.token(request);
      const route = findRoute(request, webhooks);
      const { authorization } = request.headers;
      const holder = oauth.holder(authorization);
      const profile = holder === undefined ? authenticate(authorization, keys) : profileOf(holder);
      const page = profile === undefined ? undefined : route.page?.(request, viewOf(profile));
      return {
        operation: route.operation,
        ...(page === undefined ? {} : { page }),
        token: holder?.token,
        answer(fault) {
          if (profile === undefined) return route.refuse(401);
          if (!isInScope(route, profile)) return route.refuse(403);
          return route.answer(request, viewOf(profile), fault);
        },
        refuse: route.refuse,
      };
    },
  };
}

function isInScope({ scopes: needed }: Route, { scopes: granted }: Profile): boolean {
  return needed === undefined || granted === undefined || needed.some((scope) => granted.has(scope));
}
