import type { Connector } from "@muster/connector-sdk";

/** What a connector can do, read off its declaration. */
export interface Capabilities {
  id: string;
  name: string;
  /** Keys in its `auth`. */
  auth: string[];
  /** Requests that a full read of 1,000 people takes, looks at lists besides left out. */
  callsPerThousand: number;
  /** People on a page; null: everybody in one answer. */
  pageSize: number | null;
  incremental: boolean;
  /** True where the list tells who left; else absence is the only sign. */
  listsLeavers: boolean;
  readsOne: boolean;
  customFields: boolean;
  webhooks: boolean;
  docs: string;
}

const THOUSAND = 1_000;

export function capabilitiesOf(connector: Connector): Capabilities {
  const { id, name, auth, docs, pageSize, requestsPerPerson = 0 } = connector;
  const pages = pageSize === undefined ? 1 : Math.ceil(THOUSAND / pageSize);
  return {
    id,
    name,
    auth: Object.keys(auth),
    callsPerThousand: pages + THOUSAND * requestsPerPerson,
    pageSize: pageSize ?? null,
    incremental: connector.readChanges !== undefined,
    listsLeavers: connector.listsLeavers,
    readsOne: connector.readOne !== undefined,
    customFields: connector.discoverFields !== undefined,
    webhooks: connector.webhook !== undefined,
    docs,
  };
}

export const CAPABILITY_HEAD = [
  "vendor",
  "signs in by",
  "full read",
  "changes since",
  "leaver signal",
  "custom fields",
  "webhooks",
  "page size",
  "calls per 1,000 people",
];

/** One row of the table that `connectors list` prints and the README shows. */
export function capabilityRow(can: Capabilities): string[] {
  return [
    can.name,
    can.auth.join(", "),
    "yes",
    yesNo(can.incremental),
    can.listsLeavers ? "in the list" : "absence, twice",
    yesNo(can.customFields),
    yesNo(can.webhooks),
    can.pageSize === null ? "everybody" : String(can.pageSize),
    can.callsPerThousand.toLocaleString("en"),
  ];
}

function yesNo(can: boolean): string {
  return can ? "yes" : "no";
}
