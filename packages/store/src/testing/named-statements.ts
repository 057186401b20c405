import pg from "pg";

/** The part of a client's `query` that our own pools use. */
type Query = (this: pg.Client, statement: unknown, values?: unknown, done?: unknown) => unknown;

/**
 * From now on every statement with parameters is prepared once a connection, in this process. A test that makes the
 * same few hundred statements a million times on tiny tables spends most of its time on having them planned. The
 * product does not: a plan made for ten people is none for a hundred thousand.
 */
export function nameStatements(): void {
  const names = new Map<string, string>();
  const prototype: { query: Query } = pg.Client.prototype;
  const { query } = prototype;
  prototype.query = function named(statement, values, done) {
    if (typeof statement !== "string" || !Array.isArray(values))
      return query.call(this, statement, values, done);
    const name = names.get(statement) ?? `s${names.size}`;
    names.set(statement, name);
    return query.call(this, { name, text: statement, values }, done);
  };
}
