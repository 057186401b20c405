import { userInfo } from "node:os";

/** Who acts at this command line, as the audit and the history name them. */
export function actorName(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a number without a name.
    return `cli:${process.getuid?.() ?? "unknown"}`;
  }
}
