import { createOAuth } from "../kit/oauth.ts";
import type { Call, Vendor, VendorApi, World } from "../kit/vendor.ts";
import { refuse } from "./dialect.ts";
import { workerNumber } from "./ids.ts";
import { truthOf } from "./status.ts";
import { isConsent, isTokenCall, OAUTH } from "./oauth-app.ts";
import { findRoute } from "./routes.ts";
import { authenticate, makeTokens, profileOf } from "./tokens.ts";
import { createViews } from "./view.ts";

/** Rippling's REST API with API tokens or an OAuth app: workers, what they refer to, and the older API. Source: Rippling REST API reference. */
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
