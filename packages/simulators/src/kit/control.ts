import { z } from "zod";
import { parseEdit } from "./edit-input.ts";
import { parseFaults } from "./fault-input.ts";
import { parse } from "./parse.ts";
import type { LoggedRequest, RequestLog } from "./request-log.ts";
import type { TruthRow, Vendor, VendorApi, World } from "./vendor.ts";

/** What can be seen and done behind the vendor's API; the same for callers in the process and over HTTP. */
export interface Control {
  truth: () => Iterable<TruthRow>;
  requests: () => LoggedRequest[];
  /** 1 to 3660 days; returns the new today. Throws badRequest. */
  advance: (days: number) => string;
  /** The record afterwards, or the id that was erased. Throws badRequest, notFound. */
  edit: (input: unknown) => TruthRow | { erased: string };
  /** Throws badRequest. */
  setFaults: (input: unknown) => { rules: number; hidePeople: number };
  clearFaults: () => { rules: number; hidePeople: number };
}

const Advance = z.object({ days: z.int().min(1).max(3660) });

export function createControl(parts: {
  vendor: Vendor;
  api: VendorApi;
  world: World;
  log: RequestLog;
}): Control {
  const { vendor, api, world, log } = parts;
  const { company, faults } = world;
  return {
    *truth() {
      for (const id of company.ids()) {
        const person = company.find(id);
        if (person !== undefined) yield api.truth(person);
      }
    },
    requests: log.all,
    advance(days) {
      return company.advance(parse(Advance, { days }).days);
    },
    edit(input) {
      const edit = parseEdit(input, api, vendor.name);
      const row = api.truth(company.edit(edit));
      return edit.op === "erase" ? { erased: row.id } : row;
    },
    setFaults(input) {
      faults.set(parseFaults(input), company.ids());
      return faults.summary();
    },
    clearFaults() {
      faults.clear();
      return faults.summary();
    },
  };
}
