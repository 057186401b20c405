import { inspect } from "node:util";

/** Everything that any way of printing an error may show. */
export function printed(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    parts.push(
      at.message,
      String(at.stack),
      JSON.stringify(at),
      JSON.stringify(Object.getOwnPropertyDescriptors(at)),
    );
  }
  return [...parts, String(error), inspect(error, { depth: null, showHidden: true, getters: true })].join(
    "\n",
  );
}
