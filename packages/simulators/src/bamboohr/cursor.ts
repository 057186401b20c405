/** The opaque cursors: base64 of JSON that names the person at the edge of the page. */
export function nextCursor(id: number): string {
  return encode({ nextEmployee: id });
}

export function previousCursor(id: number): string {
  return encode({ prevEmployee: id });
}

/** Who a page[after] cursor begins with; undefined for what this API never gave out. */
export function readNextCursor(text: string): number | undefined {
  return read(text, "nextEmployee");
}

/** Before whom a page[before] cursor ends. */
export function readPreviousCursor(text: string): number | undefined {
  return read(text, "prevEmployee");
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}

function read(text: string, key: string): number | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    const id: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    return typeof id === "number" ? id : undefined;
  } catch {
    return undefined;
  }
}
