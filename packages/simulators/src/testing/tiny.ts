import { bendStretch, spoilRows } from "../kit/list-faults.ts";
import { defineVendor } from "../kit/define-vendor.ts";
import type { Answer, Vendor, World } from "../kit/vendor.ts";

const KEYS = {
  full: "key-full",
  restricted: "key-restricted",
  narrow: "key-narrow",
  forbidden: "key-forbidden",
};
const KEY = { method: "key", key: KEYS.full };
const ROW_KEYS = { id: "id", managerId: "boss", firstName: "name", startDate: "from", status: "state" };
const LIMIT = 10;

/** The least that makes a vendor: a list of names by offset, for whoever sends the key. */
export function tinyVendor(changes: Partial<Vendor> = {}): Vendor {
  return defineVendor({
    id: "tiny",
    name: "Tiny HR",
    realLimit: { requests: 2, seconds: 60 },
    open,
    ...changes,
  });
}

function open({ company, faults }: World): ReturnType<Vendor["open"]> {
  return {
    keys: KEYS,
    access: { settings: {}, auth: KEY },
    authMethods: { key: KEY },
    truth: ({ id, firstName, lastName, workEmail, left }) => ({
      id: `T${id}`,
      workEmail,
      firstName,
      lastName,
      department: null,
      jobTitle: null,
      employment: left ? "terminated" : "active",
      startDate: null,
      endDate: null,
      managerId: null,
    }),
    recordNumber: (id) => (/^T\d+$/.test(id) ? Number(id.slice(1)) : undefined),
    receive({ query, headers }) {
      const known = headers["x-key"] === KEYS.full;
      const offset = Number(query.get("offset") ?? 0);
      return {
        operation: "list",
        page: Math.floor(offset / LIMIT) + 1,
        refuse: (status) => json(status, { error: status }),
        answer(fault) {
          if (!known) return json(401, { error: 401 });
          const ids = company.ids().filter((id) => !faults.isHidden(id));
          const end = Math.min(offset + LIMIT, ids.length);
          const whole = { start: offset, end, next: end < ids.length ? end : null, total: ids.length };
          const { start, end: last, next, total } = bendStretch(whole, fault, LIMIT);
          const rows = ids
            .slice(start, last)
            .map((id) => ({ id: `T${id}`, name: company.find(id)?.firstName }));
          return json(200, { rows: spoilRows(rows, fault, ROW_KEYS), next, total });
        },
      };
    },
  };
}

function json(status: number, body: object): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
