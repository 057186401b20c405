import { type XmlElement, xmlAll, xmlFirst, xmlTextAt } from "@muster/connector-sdk";
import { unexpected } from "../errors.ts";
import { NAMESPACE } from "./request.ts";

/** One page of `Get_Workers`. */
export interface Answer {
  workers: readonly XmlElement[];
  total: number;
  pages: number;
}

/** Reads the answer to `Get_Workers` for a page. Anything but the documented form is an error, never nobody. */
export function readAnswer(body: XmlElement, page: number): Answer {
  if (body.name !== "Get_Workers_Response" || body.namespace !== NAMESPACE) {
    throw unexpected("badList", "it answered something else than Get_Workers");
  }
  const results = xmlFirst(body, "Response_Results");
  const total = countIn(results, "Total_Results");
  // How an answer about nobody looks otherwise is not known.
  if (total === 0) return { workers: workersIn(body, 0), total, pages: 0 };
  const pages = countIn(results, "Total_Pages");
  const echoed = countIn(results, "Page");
  if (echoed !== page)
    throw unexpected("wrongPage", `it answered with page ${echoed} in the place of ${page}`);
  const workers = workersIn(body, total);
  if (workers.length === 0 && page <= pages) {
    throw unexpected("emptyPage", `page ${page} of ${pages} holds nobody`);
  }
  return { workers, total, pages };
}

function workersIn(body: XmlElement, total: number): XmlElement[] {
  const workers = xmlAll(body, "Response_Data", "Worker");
  if (total === 0 && workers.length > 0) {
    throw unexpected("badList", "it counts nobody and lists somebody");
  }
  return workers;
}

function countIn(results: XmlElement | undefined, name: string): number {
  const text = xmlTextAt(results, name) ?? "";
  if (!/^\d{1,9}$/.test(text)) throw unexpected("badList", `its answer holds no count ${name}`);
  return Number(text);
}
