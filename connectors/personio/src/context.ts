import type { ConnectorContext } from "@muster/connector-sdk";

export type Context = ConnectorContext<unknown>;
/** With the departments' names by id; undefined where these credentials may not read them. */
export type Known = Context & { departments: ReadonlyMap<string, string | null | undefined> | undefined };
