import { z } from "zod";
import { type Report, reportSchema } from "./report/settings.ts";

/** Where a Workday tenant is and what of it is read. */
export interface Settings {
  host: string;
  tenant: string;
  version: string;
  department: "supervisory" | "costCenter";
  signInHost?: string | undefined;
  /** Read from this custom report instead of from the web service. */
  report?: Report | undefined;
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^(${LABEL}\\.){1,5}(workday|myworkday)\\.com$`);

/** Credentials go to this host: it is one of Workday's own, and its name alone. */
function workdayHost(example: string): z.ZodType<string> {
  return z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      HOST,
      `give only a host name that ends in .workday.com or .myworkday.com, such as "${example}": no "https://", port or path`,
    );
}

export const settingsSchema: z.ZodType<Settings> = z.object({
  host: workdayHost("wd2-impl-services1.workday.com"),
  tenant: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'give only the name of the tenant, such as "acme"'),
  version: z
    .string()
    .trim()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'give a version such as "v44.0"')
    .default("v44.0"),
  department: z.enum(["supervisory", "costCenter"]).default("supervisory"),
  signInHost: workdayHost("impl.workday.com").optional(),
  report: reportSchema.optional(),
});

export const SETTINGS_HELP: Readonly<Record<string, string>> = {
  host: 'The host of the web services, "wd2-impl-services1.workday.com" for example. It is another one than the page you sign in at.',
  tenant: "The name that follows the host in the address you sign in at.",
  version:
    'Version of the web services, "v44.0" unless given. Old ones keep working; one newer than the tenant is refused.',
  department:
    '"supervisory" (the default) or "costCenter": which kind of organization is a person\'s department.',
  signInHost:
    'The host you sign in at, "impl.workday.com" for example. Needed only for consent on a page of Workday\'s.',
  report:
    'Reads a custom report instead: its owner and name, "columns" (which column holds what, null for one that it does not have: id, active, number, status, hireDate, terminationDate, workEmail, firstName, lastName, displayName, jobTitle, seniority, department, managerId, location, userId, universalId) and "dateFormat" ("iso", "mdy" or "dmy"). The report is of type Advanced, enabled as web service, and lists active and terminated workers.',
};
