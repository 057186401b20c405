import type { Database } from "./database.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./report.ts";

export async function fleetRows(
  _database: Database,
  _options: BenchOptions,
  _progress: (text: string) => void,
): Promise<Row[]> {
  return [];
}
