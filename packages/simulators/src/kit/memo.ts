/** What `make` makes for `key`, kept until `version` changes. */
export type Memo<T> = (key: string, make: () => T) => T;

const MOST_KEPT = 16;

export function createMemo<T>(version: () => string): Memo<T> {
  let current = "";
  let kept = new Map<string, T>();
  return (key, make) => {
    if (current !== version() || kept.size > MOST_KEPT) kept = new Map();
    current = version();
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    return made;
  };
}
