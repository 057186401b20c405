import type { Ids } from "../ids.ts";
import type { WorkerName } from "../worker.ts";
import { element, escapeXml } from "./xml.ts";

/** How values are written in one worker of one answer. */
export interface Writer {
  ids: Ids;
  /** An xsd:date, with or without an offset. */
  date: (day: string) => string;
  /** An xsd:boolean, as a digit or as a word. */
  flag: (value: boolean) => string;
  /** A reference by WID and one typed ID; the descriptor only where the request asked. */
  reference: (name: string, to: Reference) => string;
}

export interface Reference {
  wid: string;
  type: string;
  id: string;
  descriptor: string;
}

/** Both forms of dates and of booleans are met in one answer, as recorded. `barest`: the oldest ones alone. */
export function createWriter(
  record: number,
  { ids, descriptors, barest }: { ids: Ids; descriptors: boolean; barest: boolean },
): Writer {
  const offset = barest || record % 5 === 0;
  const words = barest || record % 9 === 0;
  return {
    ids,
    date: (day) => (offset ? `${day}-0${7 + (record % 2)}:00` : day),
    flag: (value) => (words ? String(value) : value ? "1" : "0"),
    reference(name, { wid, type, id, descriptor }) {
      const both = [idElement("WID", wid), idElement(type, id)];
      return element(name, record % 4 === 3 ? both.toReversed() : both, {
        Descriptor: descriptors ? descriptor : undefined,
      });
    },
  };
}

/** What a reference to a worker names. */
export function toWorker({ wid, numberType, number, descriptor }: WorkerName): Reference {
  return { wid, type: numberType, id: number, descriptor };
}

/** What a reference to an entry of one of the tenant's lists names. */
export function toEntry(ids: Ids, type: string, id: string, descriptor = id): Reference {
  return { wid: ids.of(type, id), type, id, descriptor };
}

export function idElement(type: string, id: string): string {
  return element("ID", escapeXml(id), { type });
}
