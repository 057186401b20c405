import { expect, test } from "vitest";
import { connectedWorld } from "../testing/database.ts";

test("the feed gives each applied change once and in order, page after page from its cursors", async () => {
  const world = await connectedWorld();
  await world.sync();
  const all = await world.ask<{ cursor: string; action: string }>(["feed", "--limit", "1000"]);
  expect(all.filter(({ action }) => action === "create")).toHaveLength((await world.members()).length);
  const first = await world.ask<{ cursor: string }>(["feed", "--limit", "2"]);
  const rest = await world.ask(["feed", "--limit", "1000", "--after", first.at(-1)?.cursor ?? ""]);
  expect([...first, ...rest]).toEqual(all);
  expect(await world.run(["feed", "--after", "yesterday"])).toMatchObject({ code: 2 });
});
