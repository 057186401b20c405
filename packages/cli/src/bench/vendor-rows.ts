import type { Database } from "./database.ts";
import { startEngine } from "./engine-side.ts";
import { atLeast, atMost, type Row } from "./report.ts";
import { startVendorSide } from "./vendor-side.ts";

interface VendorCase {
  vendor: string;
  name: string;
  employees: number;
  goal: number;
  pageSize: number;
}

const CASES: readonly VendorCase[] = [
  { vendor: "bamboohr", name: "JSON", employees: 100_000, goal: 100_000, pageSize: 2_500 },
  { vendor: "workday", name: "SOAP", employees: 4_000, goal: 1_500, pageSize: 200 },
];

/** Requests that a read needs besides its pages: what there are for fields, a token, the service's version. */
const CONSTANT = 4;

/**
 * Reads simulated vendors through their real connectors, from the page on the wire to the row in staging: how many
 * people one core carries, by the time of our process alone, and in how many requests.
 */
export async function vendorRows(database: Database, progress: (text: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of CASES) rows.push(...(await measureVendor(database, one, progress)));
  return rows;
}

async function measureVendor(
  database: Database,
  { vendor, name, employees, goal, pageSize }: VendorCase,
  progress: (text: string) => void,
): Promise<Row[]> {
  progress(`${name}: reading ${employees} people of the simulated ${vendor}`);
  const simulated = await startVendorSide(vendor, employees);
  try {
    const engine = await startEngine(database.connectionString, { allowHosts: [simulated.host] });
    try {
      const slugs = [1, 2].map((place) => `bench-${vendor}-${place}`);
      const [cold, warm] = await engine.found(slugs, simulated.source);
      if (!cold || !warm) throw new Error("no organization was made");
      // The first read is that of a process that has just begun.
      await engine.sync(cold);
      const before = await simulated.requests();
      const { people, readCpuMs } = await engine.sync(warm);
      const requests = (await simulated.requests()) - before;
      return [
        atLeast({
          scenario: `${name}: vendor page → mapped → staged, one core`,
          goal,
          measured: (1_000 * people) / readCpuMs,
          unit: "people/s",
        }),
        atMost({
          scenario: `requests to ${vendor} for ${people.toLocaleString("en-US")} people`,
          goal: Math.ceil(people / pageSize) + CONSTANT,
          measured: requests,
          unit: "requests",
        }),
      ];
    } finally {
      await engine.close();
    }
  } finally {
    await simulated.close();
  }
}
