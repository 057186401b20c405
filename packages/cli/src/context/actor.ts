import { userInfo } from "node:os";

/** Who acts at this command line, as the audit and the history name them. `given` tells apart who share an account. */
export function actorName(given: string | undefined): string {
  if (given !== undefined) return `cli:${given}`;
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a number without a name.
    return `cli:${process.getuid?.() ?? "unknown"}`;
  }
}
