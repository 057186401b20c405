import { dayIn, explain, type Explanation, foldKey, type PersonFacts } from "@muster/roster";
import { explainMember, explainRecords, findMembers, type Tx } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { cleanText } from "../../output/clean-text.ts";
import { factsJson } from "./why-view.ts";

/** Why somebody is what they are: the short answer first, then what it rests on. */
export async function whyMember(context: Context, text: string): Promise<void> {
  const { output, options } = context;
  const answers = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, async (tx) =>
      (await factsOf(tx, text)).map((facts) => ({
        facts,
        explanation: explain(facts, (instant) => dayIn(org.timeZone, instant)),
      })),
    ),
  );
  for (const { facts, explanation } of answers) {
    if (options.json) output.json({ ...explanation, ...factsJson(facts) });
    else print(context, explanation);
  }
}

/** The member whom the text names, and every record of that id or address that is no member. */
async function factsOf(tx: Tx, text: string): Promise<PersonFacts[]> {
  const key = { text, emailKey: foldKey(text) };
  const found: PersonFacts[] = [];
  const records = await explainRecords(tx, key);
  if (records.length === 0 || (await findMembers(tx, key)).length > 0) {
    const { id } = await memberOf(tx, text);
    const member = await explainMember(tx, id);
    if (member) found.push(member);
  }
  return [...found, ...records];
}

function print({ output }: Context, { short, evidence, fix }: Explanation): void {
  output.line(cleanText(short));
  for (const line of evidence) output.line(`  - ${cleanText(line)}`);
  if (fix !== null) output.line(`  To do: ${cleanText(fix)}`);
}
