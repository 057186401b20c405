import type { FaultName } from "../kit/fault-catalog.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { answerById } from "./by-id.ts";
import { answerChanged } from "./changed.ts";
import { answerDataset, answerDatasetFields, datasetPage } from "./dataset.ts";
import { COMPANY_DOMAIN, headerError, refuseByHeader, refuseInList, type Refuse } from "./dialect.ts";
import { answerDirectory } from "./directory.ts";
import { answerList, listPage } from "./list.ts";
import { answerFields } from "./meta-fields.ts";
import { answerLists } from "./meta-lists.ts";
import { answerUsers } from "./meta-users.ts";
import { refuseByProblem } from "./problem.ts";
import { answerReport } from "./report.ts";
import type { View } from "./view.ts";

/** One endpoint. */
export interface Route {
  operation: string;
  /** An OAuth app needs one of them. */
  scopes?: readonly string[];
  page?: (request: VendorRequest, view: View) => number | undefined;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
  refuse: Refuse;
}

const refuse = refuseByHeader;
const UNKNOWN: Route = { operation: "other", answer: () => headerError(404, "Not found"), refuse };

// The company's own host and the older gateway; without either, a simulator's address stands for the first version.
const PATH = new RegExp(`^(?:(?:/api(?:/gateway\\.php/${COMPANY_DOMAIN})?)?/(v1|v1_2|v2))?(/.+)$`);

/** By version, method and path. */
const ROUTES: Readonly<Record<string, Route>> = {
  "v1 GET /employees": {
    operation: "list",
    scopes: ["employee"],
    page: listPage,
    answer: answerList,
    refuse: refuseInList,
  },
  "v1 GET /employees/directory": {
    operation: "directory",
    scopes: ["employee_directory"],
    answer: answerDirectory,
    refuse,
  },
  "v1 GET /employees/changed": {
    operation: "changes",
    scopes: ["public.integration"],
    answer: answerChanged,
    refuse,
  },
  "v1 GET /meta/fields": { operation: "fields", scopes: ["field", "employee"], answer: answerFields, refuse },
  "v1 GET /meta/lists": { operation: "fields", scopes: ["field", "employee"], answer: answerLists, refuse },
  "v1 GET /meta/users": { operation: "fields", scopes: ["field", "employee"], answer: answerUsers, refuse },
  "v1 POST /reports/custom": { operation: "list", scopes: ["report"], answer: answerReport, refuse },
};

/** The endpoint that a request is for; `webhooks` answers those who want to hear of changes. */
export function findRoute(
  { method, path }: VendorRequest,
  webhooks: (request: VendorRequest) => Answer,
): Route {
  const [, version = "v1", local = ""] = PATH.exec(path) ?? [];
  const name = `${version} ${method} ${local}`;
  const known = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (known !== undefined) return known;
  if (name === "v1 POST /webhooks") {
    return { operation: "webhooks", scopes: ["webhooks.write"], answer: webhooks, refuse };
  }
  const [, id] = /^v1 GET \/employees\/([^/]+)$/.exec(name) ?? [];
  if (id !== undefined) {
    return {
      operation: "byId",
      scopes: ["employee"],
      answer: (request, view, fault) => answerById(request, id, view, fault),
      refuse,
    };
  }
  return findDataset(name) ?? UNKNOWN;
}

/** The data of a dataset, or what it has. */
function findDataset(name: string): Route | undefined {
  const [, data] = /^v2 POST \/datasets\/([^/]+)\/data$/.exec(name) ?? [];
  const [, fields] = /^v1_2 GET \/datasets\/([^/]+)\/fields$/.exec(name) ?? [];
  const common = { scopes: ["report"], refuse: refuseByProblem };
  if (data !== undefined) {
    return {
      ...common,
      operation: "list",
      page: datasetPage,
      answer: (request, view, fault) => answerDataset(request, data, view, fault),
    };
  }
  if (fields === undefined) return undefined;
  return {
    ...common,
    operation: "fields",
    answer: (request, view) => answerDatasetFields(request, fields, view),
  };
}
