import { z } from "zod";

/**
 * One bare DNS label (RFC 1035 §2.3.1, with a leading digit allowed by RFC 1123 §2.1): what an admin may give
 * of a host name. A dot, a slash or a scheme would send the credentials to a host of somebody's choosing.
 */
export function hostLabel(example = "acme"): z.ZodType<string> {
  return z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      `give only the name before the first dot of the address, such as "${example}": no "https://", dot or slash`,
    );
}
