import type { FaultName } from "../kit/fault-catalog.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { json, outOfScope, redirect, refuse } from "./dialect.ts";
import { answerById, answerList, listPage } from "./list.ts";
import { PLATFORM_PATHS, platformPage } from "./platform-list.ts";
import { answerResource } from "./resource-list.ts";
import { entitlements, RESOURCES, ssoMe } from "./resources.ts";
import type { View } from "./view.ts";

/** One endpoint. */
export interface Route {
  operation: string;
  page?: (request: VendorRequest, view: View) => number | undefined;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
}

const LIST: Route = { operation: "list", page: listPage, answer: answerList };
const UNKNOWN: Route = { operation: "other", answer: () => refuse(404) };
// The older API has a host of its own; a simulator's address stands for both.
const PLATFORM = "/platform/api";

/** The endpoint that a request is for. */
export function findRoute({ method, path }: VendorRequest): Route {
  if (path.startsWith(`${PLATFORM}/`)) return findPlatform(method, path.slice(PLATFORM.length));
  if (method !== "GET") return UNKNOWN;
  // The path without its last slash is answered for lists; elsewhere it may lead to the one with it.
  const local = path.replace(/\/$/, "");
  if (local === "/workers") return LIST;
  if (local === "/entitlements") return single("entitlement", entitlements);
  if (local === "/sso-me") return single("sso-me", ssoMe);
  const [, id] = /^\/workers\/([^/]+)$/.exec(local) ?? [];
  if (id === undefined) return findResource(local.slice(1)) ?? UNKNOWN;
  if (local === path) return { operation: "byId", answer: () => redirect(`${path}/`) };
  return { operation: "byId", answer: (request, view, fault) => answerById(request, id, view, fault) };
}

function findResource(name: string): Route | undefined {
  const resource = RESOURCES.get(name);
  if (resource === undefined) return undefined;
  const operation = name === "custom-fields" ? "fields" : "namedList";
  return { operation, answer: (request, view) => answerResource(request, name, resource, view) };
}

function single(scope: string, make: (view: View) => object): Route {
  return {
    operation: "namedList",
    answer: (_request, view) => (view.profile.lacks.has(scope) ? outOfScope(scope) : json(make(view))),
  };
}

function findPlatform(method: string, path: string): Route {
  const name = `${method} ${path.replace(/\/$/, "")}`;
  const found = Object.hasOwn(PLATFORM_PATHS, name) ? PLATFORM_PATHS[name] : undefined;
  return found === undefined ? UNKNOWN : { ...found, page: platformPage };
}
