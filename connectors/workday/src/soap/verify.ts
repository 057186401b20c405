import { type Check, type ConnectorContext, testConnection } from "@muster/connector-sdk";
import { ACCESS_FIX } from "../errors.ts";
import { MAPPING } from "../fields.ts";
import type { Settings } from "../settings.ts";
import type { Answer } from "./answer.ts";
import { PAGE_SIZE, type Question } from "./request.ts";
import { askWorkers, readPage } from "./page.ts";

/** Test connection for the web service. */
export async function verifyService(context: ConnectorContext<Settings>): Promise<Check[]> {
  const { asOf, now, signal } = context;
  const entry = now().toISOString();
  const ask = (question: Pick<Question, "choice" | "count">): Promise<Answer> =>
    askWorkers(context, { asOf, entry, page: 1, ...question });
  const everyone = { everyone: true } as const;
  let total = 0;
  return testConnection(
    {
      vendor: "Workday",
      credential: "sign-in",
      accessFix: ACCESS_FIX,
      mapping: MAPPING,
      // The status is missing for nobody, or nothing is read at all.
      required: ["First_Name", "Last_Name"],
      sample: async () => {
        const answer = await ask({ choice: everyone });
        total = answer.total;
        return { ...(await readPage(context, answer, { choice: everyone, asOf, entry })), checkpoint: null };
      },
      headCount: () => total,
      leavers: async ({ records }) => {
        if (records.some(({ vendorStatus }) => vendorStatus === "terminated")) return "some";
        if (records.length === total) return 0;
        // Joiners to come count as inactive, too; nothing tells them apart without reading everybody.
        const working = await ask({ choice: { everyone: true, excludeInactive: true }, count: 1 });
        return total > working.total ? "some" : 0;
      },
      calls: (people = 0) =>
        `${Math.max(1, Math.ceil(people / PAGE_SIZE))}, of up to ${PAGE_SIZE} people each`,
    },
    signal,
  );
}
