import type { ConnectorContext } from "@muster/connector-sdk";
import type { Settings } from "../settings.ts";
import type { Report } from "./settings.ts";

/** The context of a connection that reads a report. */
export type ReportContext = ConnectorContext<Settings & { report: Report }>;

/** Undefined for a connection that reads the web service. */
export function reportContext(context: ConnectorContext<Settings>): ReportContext | undefined {
  const { report } = context.settings;
  return report && { ...context, settings: { ...context.settings, report } };
}
