import { SimulatorError } from "../error.ts";
import type { Vendor } from "./vendor.ts";

/**
 * Declares a vendor to simulate, for `startVendor`: how its API answers over a company that is made, lives and goes
 * wrong by itself. A vendor writes its own dialect alone: who asks (`keys`), its pages (`bendStretch` bends them under
 * a fault), its rows (`spoilRows` spoils them) and how it refuses. Throws SimulatorError badOption where the
 * declaration could not work.
 */
export function defineVendor(vendor: Vendor): Vendor {
  const { id, name, realLimit } = vendor;
  const problems = [
    /^[a-z][a-z0-9-]*$/.test(id) ? [] : ["id: must be lowercase letters, digits and dashes"],
    name.trim() === "" ? ["name: must not be blank"] : [],
    realLimit.requests > 0 && realLimit.seconds > 0 ? [] : ["realLimit: must let something through"],
  ].flat();
  if (problems.length > 0) throw new SimulatorError("badOption", problems.join("; "));
  return vendor;
}
