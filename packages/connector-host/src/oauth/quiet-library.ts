import { createRequire } from "node:module";

interface Debug {
  enabled: (namespace: string) => boolean;
  /** Gives back what was enabled. */
  disable: () => string;
  enable: (namespaces: string) => void;
}

/**
 * simple-oauth2 writes client secrets and refresh tokens to stderr where DEBUG names it, and `DEBUG=*` does. It is
 * taken out of what DEBUG names, in the very copy of the debug package that it uses.
 */
export function quietLibrary(): void {
  const library = createRequire(import.meta.url).resolve("simple-oauth2");
  // The package has no types of its own, and what is used of it has been the same since its version 4.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const debug = createRequire(library)("debug") as Debug;
  if (debug.enabled("simple-oauth2:client")) debug.enable(`${debug.disable()},-simple-oauth2:*`);
}
