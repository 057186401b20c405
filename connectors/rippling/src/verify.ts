import { type Check, type ConnectorContext, type Page, testConnection } from "@muster/connector-sdk";
import { askWorkers, HEADERS } from "./ask.ts";
import { MAPPING } from "./fields.ts";
import { LIST_PATH } from "./list.ts";
import { newestPeople } from "./newest.ts";
import { PAGE_SIZE, readEnvelope } from "./small-list.ts";

type Context = ConnectorContext<unknown>;

const ACCESS_FIX =
  "Give the token the scopes, and its owner the right, to see every worker, those who left too, and these fields; levels need the API's second tier.";

/** What is looked at: the default mapping's fields, and whatever else is mapped. */
const SHOWN = Object.values(MAPPING).flatMap(({ first }) => first);

/** Test connection. Rippling tells nothing of a token's age, and gives no total: only a short list counts itself. */
export function verify(context: Context): Promise<Check[]> {
  return testConnection(
    {
      vendor: "Rippling",
      credential: "token",
      accessFix: ACCESS_FIX,
      mapping: MAPPING,
      required: ["status", "user.name.given_name"],
      sample: async () => {
        await knock(context);
        return newestPeople({ ...context, wanted: [...SHOWN, ...context.wanted] });
      },
      headCount: peopleOn,
      leavers: () => findLeavers(context),
      // How old a token is nobody can ask; this is what ends it (Rippling help, API tokens).
      credentialAge: async () => ({
        outcome: "pass",
        detail: "not told by Rippling; an API token ends with its owner, or after 30 days without use",
      }),
      calls: (people) =>
        people === undefined ? `one for every ${PAGE_SIZE} people, those who left included` : "1",
    },
    context.signal,
  );
}

/**
 * The first call, which an installed app owes Rippling at once. It tells a dead token (401, thrown by the host) from
 * a narrow one (403): whether that one reads workers, the next request says.
 */
async function knock({ http }: Context): Promise<void> {
  await http.get("/companies/", { query: { limit: 1 }, headers: HEADERS, expect: [403, 404] });
}

function peopleOn({ records, rejected, checkpoint }: Page): number | undefined {
  return checkpoint === null ? records.length + rejected.length : undefined;
}

async function findLeavers(context: Context): Promise<"some" | 0> {
  const query = { filter: "status eq 'TERMINATED'", limit: 1 };
  const { answer } = await askWorkers(context, { path: LIST_PATH, query });
  return readEnvelope(answer.body, context.http).results.length > 0 ? "some" : 0;
}
