import type { Store } from "../open-store.ts";

/** A column of the database that holds a text in some row. */
interface Place {
  table: string;
  column: string;
}

/**
 * Looks for a text in every column of every table, whatever its type: a table that is added tomorrow is looked
 * through as well. As the server's superuser, whom row-level security hides nothing from.
 */
export async function placesOf(store: Store, text: string): Promise<Place[]> {
  const { rows: tables } = await store.systemPool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: Place[] = [];
  for (const { name: table } of tables) {
    const { rows } = await store.systemPool.query<{ column: string }>(
      `select distinct f.key as column from "${table}" t cross join lateral jsonb_each(to_jsonb(t)) f
       where position($1 in t::text) > 0 and position($1 in f.value::text) > 0 order by 1`,
      [text],
    );
    for (const { column } of rows) found.push({ table, column });
  }
  return found;
}
