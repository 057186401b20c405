import { describe, expect, test } from "vitest";
import { getWorkers, simulateWorkday, widsOf } from "../testing/workday.ts";
import type { Simulator } from "../start.ts";

const BARE = `<wd:Response_Group><wd:Include_Reference>1</wd:Include_Reference></wd:Response_Group>`;

function block(parts: Record<string, string>): string {
  const inner = ["Updated_From", "Updated_Through", "Effective_From", "Effective_Through"].map((name) =>
    parts[name] === undefined ? "" : `<wd:${name}>${parts[name]}</wd:${name}>`,
  );
  return `<wd:Transaction_Log_Criteria_Data><wd:Transaction_Date_Range_Data>${inner.join("")}</wd:Transaction_Date_Range_Data></wd:Transaction_Log_Criteria_Data>`;
}

async function logged(simulator: Simulator, ...blocks: string[]): Promise<(string | undefined)[]> {
  const criteria = `<wd:Request_Criteria>${blocks.join("")}</wd:Request_Criteria>`;
  return widsOf([await getWorkers(simulator, criteria + BARE)]);
}

const updated = (from: string, through: string): string =>
  block({ Updated_From: `${from}T00:00:00Z`, Updated_Through: `${through}T23:59:59.999Z` });
const effective = (from: string, through: string): string =>
  block({ Effective_From: `${from}T00:00:00Z`, Effective_Through: `${through}T00:00:00Z` });

function edited(row: object): string {
  return "id" in row && typeof row.id === "string" ? row.id : "";
}

describe("the transaction log", () => {
  test("has those whom HR wrote in the window, and nobody else", async () => {
    const simulator = await simulateWorkday();
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([]);
    const moved = edited(simulator.edit({ op: "move" }));
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([moved]);
    expect(simulator.requests().at(-1)).toMatchObject({ operation: "changes", page: 1 });
    simulator.advance(1);
    simulator.edit({ op: "rename", id: moved });
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([moved]);
    const hired = edited(simulator.edit({ op: "hire" }));
    const second = await logged(simulator, updated("2026-05-02", "2026-05-02"));
    expect(second).toEqual(expect.arrayContaining([moved, hired]));
    expect(await logged(simulator, updated("2020-01-01", "2026-05-02"))).toHaveLength(100);
  });

  test("has a termination when it is entered, and nothing when its day comes", async () => {
    const simulator = await simulateWorkday();
    const { id } = simulator.company().findLast(({ employment }) => employment === "active") ?? {};
    const leaver = edited(simulator.edit({ op: "terminate", id, set: { endDate: "2026-05-03" } }));
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([leaver]);
    simulator.advance(4);
    expect(simulator.company().find((row) => row.id === leaver)?.employment).toBe("terminated");
    expect(await logged(simulator, updated("2026-05-02", "2026-05-05"))).not.toContain(leaver);
    expect(await logged(simulator, effective("2026-05-02", "2026-05-05"))).toContain(leaver);
  });

  test("asks of one transaction all that is in a block, and of several blocks any", async () => {
    const simulator = await simulateWorkday();
    const moved = edited(simulator.edit({ op: "move" }));
    const { id } =
      simulator.company().findLast((row) => row.employment === "active" && row.id !== moved) ?? {};
    const leaver = edited(simulator.edit({ op: "terminate", id, set: { endDate: "2026-07-31" } }));
    const both = block({
      Updated_From: "2026-05-01T00:00:00Z",
      Updated_Through: "2026-05-01T23:59:59Z",
      Effective_From: "2026-07-01T00:00:00-07:00",
      Effective_Through: "2026-07-31T00:00:00-07:00",
    });
    expect(await logged(simulator, both)).toEqual([leaver]);
    const never = updated("2026-04-30", "2026-04-30");
    const today = updated("2026-05-01", "2026-05-01");
    expect(
      (await logged(simulator, never, today)).filter((wid) => wid === moved || wid === leaver),
    ).toHaveLength(2);
  });

  test("does not show those who are out of sight", async () => {
    const simulator = await simulateWorkday();
    const moved = edited(simulator.edit({ op: "move" }));
    simulator.setFaults({ hidePeople: 1 });
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([]);
    simulator.clearFaults();
    simulator.edit({ op: "erase", id: moved });
    expect(await logged(simulator, updated("2026-05-01", "2026-05-01"))).toEqual([]);
  });
});
