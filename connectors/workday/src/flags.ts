import type { PlainDate, VendorStatus } from "@muster/connector-sdk";

/** Workday's word on a person, as far as it was readable. */
export interface Flags {
  active: boolean | undefined;
  terminated: boolean | undefined;
  onLeave: boolean;
  rescinded: boolean;
  hireDate: PlainDate | null | undefined;
}

/** `1` and `true` come in one document (recorded by PowerShell_Module_WorkdayApi). Undefined is neither yes nor no. */
export function flagOf(text: string | null | undefined): boolean | undefined {
  switch (text?.trim().toLowerCase()) {
    case "1":
    case "true":
      return true;
    case "0":
    case "false":
      return false;
    default:
      return undefined;
  }
}

/**
 * Flags decide, never that there is some leaving date: a rehire keeps stale ones (recorded by Cortex XSOAR). Some kinds
 * of leave may switch `Active` off; whoever is neither active, terminated nor on leave has not come yet, or never came,
 * which the hire date tells apart.
 */
export function vendorStatus(flags: Flags, asOf: PlainDate): VendorStatus {
  const { active, terminated, onLeave, rescinded, hireDate } = flags;
  if (active === undefined || terminated === undefined || (active && terminated)) return "unknown";
  if (terminated || (rescinded && !active)) return "terminated";
  if (onLeave) return "onLeave";
  if (active) return "active";
  if (!hireDate) return "unknown";
  return hireDate >= asOf ? "preStart" : "terminated";
}
