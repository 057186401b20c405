import { createHash } from "node:crypto";
import type { Answer } from "../kit/vendor.ts";
import { COMPANY_DOMAIN, type Refuse, unauthorized } from "./dialect.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An error of the newer endpoints. `fields` are those it is about. */
export function problem(
  status: number,
  { code, detail, fields = [] }: { code: string; detail: string; fields?: readonly string[] },
): Answer {
  const title = TITLES[status] ?? "Error";
  const body = {
    type: `https://${COMPANY_DOMAIN}.bamboohr.com/problems/${code.toLowerCase()}`,
    title,
    status,
    detail,
    instance: "/api/datasets",
    code,
    fields,
  };
  const text = JSON.stringify(body);
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      "x-request-id": createHash("sha1").update(text).digest("hex"),
    },
    body: text,
  };
}

/** How the newer endpoints answer a status that no request caused. */
export const refuseByProblem: Refuse = (status) => {
  const answer = problem(status, {
    code: (TITLES[status] ?? "Error").toUpperCase().replaceAll(" ", "_"),
    detail: status === 403 ? "You may not see this dataset" : "The request was refused",
  });
  if (status !== 401) return answer;
  return { ...answer, headers: { ...unauthorized().headers, ...answer.headers } };
};
