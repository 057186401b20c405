import { dayIn, explain, type Explanation, foldKey, type PersonFacts } from "@muster/roster";
import { explainMember, explainRecords, findErased, findMembers, type Tx } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { cleanText } from "../../output/clean-text.ts";
import { erasedAnswer } from "./erased-view.ts";
import { factsJson } from "./why-view.ts";

/** Why somebody is what they are: the short answer first, then what it rests on. */
export async function whyMember(context: Context, text: string): Promise<void> {
  const { output, options } = context;
  const answers = await inOrganization(context, ({ store, org, engine }) =>
    store.forOrganization(org.id, async (tx): Promise<(Explanation & object)[]> => {
      const day = (instant: Date): string => dayIn(org.timeZone, instant);
      const owner = { orgId: org.id, keyring: engine.keyring };
      const erased = await findErased(tx, owner, { text, emailKey: foldKey(text) });
      const facts = await factsOf(tx, text, erased.length > 0);
      return [
        ...erased.map((each) => erasedAnswer(each, day)),
        ...facts.map((each) => ({ ...explain(each, day), ...factsJson(each) })),
      ];
    }),
  );
  for (const answer of answers) {
    if (options.json) output.json(answer);
    else print(context, answer);
  }
}

/** The member whom the text names, and every record of that id or address that is no member. */
async function factsOf(tx: Tx, text: string, erased: boolean): Promise<PersonFacts[]> {
  const key = { text, emailKey: foldKey(text) };
  const found: PersonFacts[] = [];
  const records = await explainRecords(tx, key);
  const nobody = records.length === 0 && !erased;
  if (nobody || (await findMembers(tx, key)).length > 0) {
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
