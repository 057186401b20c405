import { listMembers, type Member } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { memberJson, personName } from "./member-view.ts";

interface ListOptions {
  status?: Member["status"];
}

/** Members fetched, and shown in one table, at a time: an organization may have a million. */
const PAGE = 1_000;

export async function listAll(context: Context<ListOptions>): Promise<void> {
  const { output, options } = context;
  const { status } = options;
  return inOrganization(context, async ({ store, org }) => {
    let afterId = 0;
    for (;;) {
      const after = afterId;
      const page = await store.forOrganization(org.id, (tx) =>
        listMembers(tx, { afterId: after, limit: PAGE, ...(status && { status }) }),
      );
      if (options.json) for (const member of page) output.json(memberJson(member));
      else if (page.length > 0 || afterId === 0) output.line(table(page));
      afterId = page.at(-1)?.id ?? 0;
      if (page.length < PAGE || output.closed) return;
    }
  });
}

function table(members: readonly Member[]): string {
  return renderTable(
    ["id", "status", "role", "name", "work e-mail", "department", "job title", "claims"],
    members.map((member) => [
      member.id,
      member.status,
      member.role,
      personName(member),
      member.workEmail,
      member.department,
      member.jobTitle,
      member.identities.map(({ claim }) => claim).join(", "),
    ]),
  );
}
