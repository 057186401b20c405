import { createHmac } from "node:crypto";
import {
  type Answer,
  bendStretch,
  type Call,
  createOAuth,
  defineVendor,
  type FaultName,
  type Person,
  type RowKeys,
  spoilRows,
  type Vendor,
  type VendorApi,
  type VendorRequest,
  type World,
} from "@muster/simulators";
import { idOf, numberOf, OWN_FIELDS, rowOf, truthOf, type Withheld } from "./rows.ts";

const KEY_NAMES = ["full", "restricted", "narrow", "forbidden"] as const;
type Rights = (typeof KEY_NAMES)[number];

const ROW_KEYS: RowKeys = {
  id: "id",
  managerId: "boss",
  firstName: "first",
  startDate: "from",
  status: "state",
};
const MOST_ROWS = 50;
/** For how long the vendor remembers who changed. */
const REMEMBERED_DAYS = 90;
const DAY_MS = 86_400_000;

/** What one request is about, once it is known who asks. */
interface Asked {
  request: VendorRequest;
  world: World;
  rights: Rights;
  /** The list says who there is, and no more. */
  bare: boolean;
}

/**
 * A vendor that exists in these tests alone, made of nothing but what the simulators export. `details`: its list holds
 * ids alone, so that a read asks for each person.
 */
export function plainHr({ details = false }: { details?: boolean } = {}): Vendor {
  return defineVendor({
    id: "plainhr",
    name: "Plain HR",
    realLimit: { requests: 100, seconds: 1 },
    open: (world) => openApi(world, details),
  });
}

function openApi(world: World, bare: boolean): VendorApi {
  const { company } = world;
  const keyOf = (name: Rights): string => createHmac("sha256", `${company.seed}`).update(name).digest("hex");
  const oauth = createOAuth(world, {
    vendor: "plainhr",
    scopes: ["people"],
    expiresIn: 3600,
    rotates: true,
    invalidGrantStatus: 400,
  });
  const key = { method: "key", key: keyOf("full") };
  return {
    keys: {
      full: keyOf("full"),
      restricted: keyOf("restricted"),
      narrow: keyOf("narrow"),
      forbidden: keyOf("forbidden"),
    },
    access: { settings: { company: "acme" }, auth: key },
    get authMethods() {
      return { key, oauth: { method: "oauth", ...oauth.secrets() } };
    },
    recordNumber: numberOf,
    truth: (person) => truthOf(person, world),
    receive(request): Call {
      if (request.path === "/token") return oauth.token(request);
      const holder = oauth.holder(request.headers.authorization);
      const sent = request.headers.authorization?.replace(/^bearer /i, "");
      const rights = holder ? "full" : KEY_NAMES.find((name) => keyOf(name) === sent);
      const asked = rights && { request, world, rights, bare };
      const { operation, page, answer } = routeOf(request, asked);
      return {
        operation,
        ...(page !== undefined && { page }),
        token: holder?.token,
        refuse,
        answer(fault) {
          if (!asked) return refuse(401);
          return rights === "forbidden" ? refuse(403) : answer(asked, fault);
        },
      };
    },
  };
}

interface Route {
  operation: string;
  page?: number | undefined;
  answer: (asked: Asked, fault: FaultName | undefined) => Answer;
}

function routeOf({ path }: VendorRequest, asked: Asked | undefined): Route {
  if (path === "/people") return { operation: "list", page: asked && pageOf(asked), answer: list };
  if (path === "/fields") return { operation: "fields", answer: () => json(200, { fields: OWN_FIELDS }) };
  if (path === "/changes") return { operation: "changes", answer: changes };
  const [, id] = /^\/people\/([^/]+)$/.exec(path) ?? [];
  return {
    operation: id === undefined ? "other" : "byId",
    answer: (one, fault) => byId(one, id ?? "", fault),
  };
}

function list(asked: Asked, fault: FaultName | undefined): Answer {
  const { request, world, bare } = asked;
  const { ids, limit, start } = positionOf(asked);
  if (start < 0 || fault === "badPage") return json(400, { error: "lostPlace" });
  const end = Math.min(start + limit, ids.length);
  const straight = { start, end, next: end < ids.length ? end : null, total: ids.length };
  const stretch = bendStretch(straight, fault, limit);
  const own = request.query.get("with") ?? "";
  const rows = ids.slice(stretch.start, stretch.end).flatMap((number) => {
    const person = world.company.find(number);
    return person ? [rowOf(person, world, { withheld: withheldFrom(asked), own })] : [];
  });
  const next = stretch.next === null ? null : ids[stretch.next];
  const spoilt = spoilRows(rows, fault, ROW_KEYS);
  return json(200, {
    people: bare ? spoilt.map(({ id }) => (id === undefined ? {} : { id })) : spoilt,
    next: next === undefined || next === null ? null : idOf(next),
    total: stretch.total,
    now: new Date(world.company.now()).toISOString(),
  });
}

function byId(asked: Asked, id: string, fault: FaultName | undefined): Answer {
  const { request, world } = asked;
  const person = world.company.find(numberOf(id) ?? 0);
  if (!person || !isVisible(person, asked)) return json(404, { error: "nobody" });
  const own = request.query.get("with") ?? "";
  const [row] = spoilRows([rowOf(person, world, { withheld: withheldFrom(asked), own })], fault, ROW_KEYS);
  return json(200, { person: row });
}

/** Who was written since, by id: whoever wants more asks for them one by one. */
function changes(asked: Asked): Answer {
  const { company } = asked.world;
  const since = Date.parse(asked.request.query.get("since") ?? "");
  if (Number.isNaN(since)) return json(400, { error: "noInstant" });
  if (since < company.now() - REMEMBERED_DAYS * DAY_MS) return json(410, { error: "tooOld" });
  const ids = company.editedSince(since).filter((number) => seenIds(asked).includes(number));
  return json(200, { ids: ids.map(idOf), now: new Date(company.now()).toISOString() });
}

function pageOf(asked: Asked): number | undefined {
  const { start, limit } = positionOf(asked);
  return start < 0 ? undefined : Math.floor(start / limit) + 1;
}

function positionOf(asked: Asked): { ids: readonly number[]; limit: number; start: number } {
  const { request, world } = asked;
  const ids = seenIds(asked);
  const limit = Math.min(Number(request.query.get("limit") ?? MOST_ROWS), MOST_ROWS, world.faults.mostRows());
  const from = request.query.get("from");
  return { ids, limit, start: from === null ? 0 : ids.indexOf(numberOf(from) ?? 0) };
}

function seenIds(asked: Asked): readonly number[] {
  const { company } = asked.world;
  return company.ids().filter((number) => {
    const person = company.find(number);
    return person !== undefined && isVisible(person, asked);
  });
}

function isVisible({ id, department }: Person, { world, rights }: Asked): boolean {
  return !world.faults.isHidden(id) && (rights !== "narrow" || department === "Engineering");
}

function withheldFrom({ world, rights }: Asked): Withheld {
  return new Set([
    ...(rights === "restricted" ? ["team", "until"] : []),
    ...(world.faults.statusRestricted() ? ["state"] : []),
  ]);
}

function refuse(status: number): Answer {
  return json(status, { error: `status ${status}` });
}

function json(status: number, body: object): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
