import { z } from "zod";
import { bamboohr } from "./bamboohr/vendor.ts";
import { hibob } from "./hibob/vendor.ts";
import { isCalendarDay } from "./company/calendar.ts";
import { createCompany } from "./company/company.ts";
import { SimulatorError } from "./error.ts";
import { createControl } from "./kit/control.ts";
import type { EditInput } from "./kit/edit-input.ts";
import { FAULTS, FAULT_NAMES } from "./kit/fault-catalog.ts";
import type { FaultsInput } from "./kit/fault-input.ts";
import { createFaultState } from "./kit/fault-state.ts";
import { serve } from "./kit/http-server.ts";
import { slidingLimit } from "./kit/rate-limit.ts";
import { createRequestLog, type LoggedRequest } from "./kit/request-log.ts";
import { isSimPath, simRoutes } from "./kit/sim-routes.ts";
import { vendorCalls } from "./kit/vendor-calls.ts";
import type { KeyRing, TruthRow, Vendor, VendorApi, World } from "./kit/vendor.ts";
import { personio } from "./personio/vendor.ts";
import { rippling } from "./rippling/vendor.ts";
import { workday } from "./workday/vendor.ts";

const VENDORS: readonly Vendor[] = [bamboohr, hibob, personio, rippling, workday];

/** The vendors that can be simulated. */
export const vendors: readonly { id: string; name: string }[] = VENDORS.map(({ id, name }) => ({ id, name }));

/** What can go wrong on purpose. */
export const faults: readonly { name: string; description: string }[] = FAULT_NAMES.map((name) => ({
  name,
  description: FAULTS[name].description,
}));

const GENEROUS = { windows: [{ requests: 1000, seconds: 1 }], concurrent: 32 };

const Options = z.strictObject({
  port: z.int().min(0).max(65_535).default(0),
  employees: z.int().min(0).max(2_000_000).default(250),
  seed: z.int().default(1),
  today: z
    .string()
    .refine((day) => isCalendarDay(day) && day >= "1900-01-01" && day < "3000-01-01", {
      message: "must be a day between 1900 and 2999, YYYY-MM-DD",
    })
    .optional(),
  realLimits: z.boolean().default(false),
  variant: z.string().optional(),
  redirectUris: z.array(z.url()).default([]),
  tokenSeconds: z.int().min(1).optional(),
  tellsRetryAfter: z.boolean().optional(),
  auth: z.string().optional(),
});

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number | undefined;
  /** Records in all, those not yet begun and those gone included. Default 250. */
  employees?: number | undefined;
  /** The same seed, size and first day give the same company. Default 1. */
  seed?: number | undefined;
  /** The first day, YYYY-MM-DD. Default: the current day in UTC. */
  today?: string | undefined;
  /** Refuses calls above a rate that a vendor might have. Default false. */
  realLimits?: boolean | undefined;
  /** Another way to read the same vendor, where it has one. Default: the usual one. */
  variant?: string | undefined;
  /** Those of the vendor's OAuth app, compared exactly. Default: none, and any on this machine will do. */
  redirectUris?: string[] | undefined;
  /** The life of an OAuth access token. Default: the vendor's own. */
  tokenSeconds?: number | undefined;
  /** Whether the refusal of one call too many has a Retry-After. Default: as the vendor's documents have it. */
  tellsRetryAfter?: boolean | undefined;
  /** How the Config file signs in, by a name of `authMethods`. Default: as the vendor's customers mostly do. */
  auth?: string | undefined;
}

/** A vendor that answers on loopback, and the means to watch and steer it. */
export interface Simulator {
  vendor: string;
  /** The vendor's base URL; `/_sim/` lies under it too. Without a trailing slash. */
  url: string;
  /** A Config file that works now; without `limits` under realLimits, where the connector's own must do. */
  readonly config: object;
  /** By method, the `auth` of a Config file that works now: a refresh token changes when it is used. */
  readonly authMethods: Readonly<Record<string, object>>;
  keys: KeyRing;
  /** Whether the vendor's list says how many people there are. */
  countsPeople: boolean;
  today: () => string;
  /** One row per record that a connector should yield, judged today; hidden people included. */
  company: () => TruthRow[];
  /** The calls of the vendor's API so far, the oldest first. */
  requests: () => LoggedRequest[];
  /** Lets 1 to 3660 days go by; returns the new today. */
  advance: (days: number) => string;
  /** The record as it is now, or the id that was erased. Throws SimulatorError. */
  edit: (input: EditInput) => TruthRow | { erased: string };
  /** Throws SimulatorError that names the valid words. */
  setFaults: (input: FaultsInput) => void;
  clearFaults: () => void;
  /** Ends every connection too. */
  close: () => Promise<void>;
}

/**
 * Starts the vendor of that id on 127.0.0.1. Throws SimulatorError: unknownVendor, badOption, portTaken, portRefused.
 */
export async function startSimulator(vendor: string, options: SimulatorOptions = {}): Promise<Simulator> {
  return startVendor(findVendor(vendor), options);
}

/**
 * Starts a vendor of anybody's making on 127.0.0.1: over the same living company, with the same faults and the same
 * routes under `/_sim/`. Throws SimulatorError: badOption, portTaken, portRefused.
 */
export async function startVendor(vendor: Vendor, options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    port,
    employees,
    seed,
    today = currentDay(),
    realLimits,
    auth,
    variant,
    ...rest
  } = readOptions(options);
  const definition = findVariant(vendor, variant);
  const company = createCompany({ seed, size: employees, today, shape: definition.shape });
  const world: World = { company, faults: createFaultState(seed), now: Date.now, options: rest };
  const api = definition.open(world);
  checkMethod(auth, api);
  const log = createRequestLog();
  const control = createControl({ vendor: definition, api, world, log });
  const steer = simRoutes(control);
  const limit = realLimits ? slidingLimit(definition.realLimit, definition.limitsEachOperation) : undefined;
  const call = vendorCalls({ vendor: definition, api, world, log, limit });
  const server = await serve(port, (request, response) =>
    (isSimPath(request.url ?? "") ? steer : call)(request, response),
  );
  return {
    vendor: definition.id,
    url: server.url,
    get config() {
      const { access } = api;
      const signIn = auth === undefined ? access.auth : methodsOf(api)[auth];
      return { settings: access.settings, auth: signIn, ...(realLimits ? {} : { limits: GENEROUS }) };
    },
    get authMethods() {
      return methodsOf(api);
    },
    keys: api.keys,
    countsPeople: definition.uncounted !== true,
    today: company.today,
    company: () => [...control.truth()],
    requests: control.requests,
    advance: control.advance,
    edit: control.edit,
    setFaults: (input) => void control.setFaults(input),
    clearFaults: () => void control.clearFaults(),
    close: server.close,
  };
}

function findVendor(id: string): Vendor {
  const vendor = VENDORS.find((candidate) => candidate.id === id);
  if (vendor !== undefined) return vendor;
  const known = VENDORS.map((candidate) => candidate.id).join(", ");
  throw new SimulatorError(
    "unknownVendor",
    `There is no simulator of ${JSON.stringify(id)}. There are: ${known}.`,
  );
}

function findVariant(vendor: Vendor, name: string | undefined): Vendor {
  if (name === undefined) return vendor;
  const variant = vendor.variants?.get(name);
  if (variant !== undefined) return variant;
  const known = [...(vendor.variants?.keys() ?? [])].join(", ");
  throw new SimulatorError(
    "badOption",
    `variant: ${vendor.name} has no ${JSON.stringify(name)}. There ${known === "" ? "is none" : `are: ${known}`}.`,
  );
}

/** Those of the vendor, or the only one that it has. */
function methodsOf({ access, authMethods }: VendorApi): Readonly<Record<string, object>> {
  const { auth } = access;
  return authMethods ?? ("method" in auth ? { [String(auth.method)]: auth } : {});
}

function checkMethod(method: string | undefined, api: VendorApi): void {
  const known = Object.keys(methodsOf(api));
  if (method === undefined || known.includes(method)) return;
  throw new SimulatorError("badOption", `auth: must be ${known.join(" or ")}`);
}

function readOptions(options: SimulatorOptions): z.infer<typeof Options> {
  const result = Options.safeParse(options);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new SimulatorError("badOption", issues.join("; "), { cause: result.error });
}

function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
