import { defineConnector, StaleWatermarkError } from "@muster/connector-sdk";
import { unclear } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { reportContext } from "./report/context.ts";
import { discoverColumns } from "./report/discover-fields.ts";
import { readReport } from "./report/rows.ts";
import { verifyReport } from "./report/verify.ts";
import { type Settings, SETTINGS_HELP, settingsSchema } from "./settings.ts";
import { signIn } from "./sign-in.ts";
import { readOne } from "./soap/by-id.ts";
import { discoverOwnFields } from "./soap/discover-fields.ts";
import { PAGE_SIZE } from "./soap/request.ts";
import { verifyService } from "./soap/verify.ts";
import { readChanges, readWorkers } from "./soap/workers.ts";
import { translateError } from "./translate-error.ts";

/**
 * Workday: `Get_Workers` of the web service Human_Resources (SOAP), or a custom report as a service (RaaS) where the
 * settings name one. Not REST: its list tells neither dates nor who has left. A report says who is in it and no more:
 * no total, no look at one person, no changes.
 *
 * Sources, where comments name them: the schema Human_Resources.xsd (v30); Microsoft's "Workday integration reference"
 * of Entra provisioning; recorded answers in the public repositories of Nango (integration-templates), Cortex XSOAR
 * (demisto/content) and PowerShell_Module_WorkdayApi; for reports singer-io/tap-workday-raas.
 */
export const workday = defineConnector<Settings>({
  id: "workday",
  name: "Workday",
  // The operations, for whoever has an account at Workday's community; its rules for callers are at
  // https://developer.workday.com/doc/dan1370797408285.md.
  docs: "https://community.workday.com/sites/default/files/file-hosting/productionapi/Human_Resources/v44.0/Get_Workers.html",
  settings: settingsSchema,
  settingsHelp: SETTINGS_HELP,
  auth: signIn,
  baseUrl: ({ settings }) => `https://${settings.host}`,
  // Workday names no number by the second and throttles by the load of the tenant; others speak of 5 to 10 requests.
  // One page after the other: those of one enumeration come from a cache of two hours (Workday, Rate limits).
  limits: {
    windows: [{ requests: 5, seconds: 1 }],
    concurrent: 1,
    account: ({ settings }) => `${settings.host} ${settings.tenant}`,
    // The first page is slow, and a report may run for half an hour before its first row.
    answerSeconds: ({ settings }) => (settings.report ? 1_800 : 300),
  },
  fields: FIELDS,
  mapping: MAPPING,
  // True of the service. Of a report only if it is made so, which Test connection looks at.
  listsLeavers: true,
  pageSize: PAGE_SIZE,
  translateError,
  verify: (context) => {
    const report = reportContext(context);
    return report ? verifyReport(report) : verifyService(context);
  },
  discoverFields: (context) => {
    const report = reportContext(context);
    return report ? discoverColumns(report) : discoverOwnFields(context);
  },
  readAll: (context, from) => {
    const report = reportContext(context);
    return report ? readReport(report, from) : readWorkers(context, from);
  },
  readChanges: (context, since, from) => {
    if (context.settings.report)
      throw new StaleWatermarkError("A report of Workday's does not tell what changed.");
    return readChanges(context, since, from);
  },
  readOne: async (context, externalId) => {
    // Another run of the whole report would say no more than the last; whoever is missing waits for a person.
    if (context.settings.report) throw unclear("a report tells only who is in it");
    return readOne(context, externalId);
  },
});
