import { type Check, type ConnectorContext, type SourceRecord, testConnection } from "@muster/connector-sdk";
import { ACCESS_FIX } from "../errors.ts";
import { MAPPING } from "../fields.ts";
import type { Settings } from "../settings.ts";
import type { Answer } from "./answer.ts";
import { PAGE_SIZE, type Question } from "./request.ts";
import { askWorkers, readPage } from "./page.ts";

const hasLeft = ({ vendorStatus }: SourceRecord): boolean => vendorStatus === "terminated";

/** Test connection for the web service. */
export async function verifyService(context: ConnectorContext<Settings>): Promise<Check[]> {
  const { asOf, now, signal } = context;
  const entry = now().toISOString();
  const ask = (question: Pick<Question, "choice"> & { page?: number }): Promise<Answer> =>
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
      // Those who are not active may all be joiners to come: only one who was seen to have left proves that they are
      // listed, and the last page is as good a place to look as the first.
      leavers: async ({ records }) => {
        if (records.some(hasLeft)) return "some";
        const pages = Math.ceil(total / PAGE_SIZE);
        if (pages < 2) return 0;
        const last = await readPage(context, await ask({ choice: everyone, page: pages }), {
          choice: everyone,
          asOf,
          entry,
        });
        return last.records.some(hasLeft) ? "some" : 0;
      },
      calls: (people = 0) =>
        `${Math.max(1, Math.ceil(people / PAGE_SIZE))}, of up to ${PAGE_SIZE} people each`,
    },
    signal,
  );
}
