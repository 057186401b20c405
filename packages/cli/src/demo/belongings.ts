import { z } from "zod";

/** What one run of the demo has made so far and has to remove. */
export const Belongings = z.object({
  /** Data folder, with the embedded server if it runs there. */
  folder: z.string().min(1).nullable(),
  /** A database on the user's own server. */
  own: z.object({ server: z.string(), database: z.string() }).nullable(),
});

export type Belongings = z.infer<typeof Belongings>;
