import type { ConnectorContext } from "@muster/connector-sdk";
import { z } from "zod";
import { unexpected } from "./errors.ts";
import type { BobField } from "./fields.ts";

const Answer = z.object({ employees: z.array(z.unknown()) });

/**
 * `POST /people/search`: everybody whom the service user may see, or those with these ids. Labels come beside the
 * machine values, never in their place: that would spoil the dates too.
 */
export async function search(
  { http }: ConnectorContext<unknown>,
  fields: readonly Pick<BobField, "id">[],
  ids?: readonly string[],
): Promise<readonly unknown[]> {
  const body = {
    fields: fields.map(({ id }) => id),
    // Else joiners and some people on leave are left out, as if they had gone.
    showInactive: true,
    humanReadable: "APPEND",
    // The key is left out when unused: an empty list may be refused.
    ...(ids && { filters: [{ fieldPath: "root.id", operator: "equals", values: ids }] }),
  };
  const answer = Answer.safeParse((await http.post("/people/search", body, { idempotent: true })).body);
  if (answer.success) return answer.data.employees;
  throw unexpected("badList", "its list of people has not the documented form", answer.error);
}
