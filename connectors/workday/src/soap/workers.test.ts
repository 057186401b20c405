import { type Page, needsFullRead, restartsRead } from "@muster/connector-sdk";
import type { Asked } from "@muster/connector-testkit";
import { describe, expect, test } from "vitest";
import { all, askedIn, codeOf, contextFor } from "../testing/context.ts";
import { answerWith, element, MINA, MINA_ID, MINAS_CONTRACT, without } from "../testing/example.ts";
import { readChanges, readWorkers } from "./workers.ts";

const NOW = "2026-07-02T14:15:16.789Z";

/** Somebody with another id. */
const staff = (count: number, worker = MINA) =>
  Array.from({ length: count }, (_, index) => worker.replaceAll(MINA_ID, `${index}`.padStart(32, "0")));

/** What was asked, and the pages that came of it. */
async function read(pages: readonly ReturnType<typeof answerWith>[], from: Page["checkpoint"] = null) {
  const asked: Asked[] = [];
  const context = contextFor((request) => {
    asked.push(request);
    const page = askedIn(request.message).find((leaf) => leaf.startsWith("Page="));
    const xml = pages[Number(page?.slice(5)) - 1];
    return xml ? { xml } : {};
  });
  return { asked, pages: await all(readWorkers(context, from)) };
}

const two = [
  answerWith(staff(200), { total: 201, pages: 2, page: 1 }),
  answerWith([MINA], { total: 201, pages: 2, page: 2 }),
];

describe("everybody", () => {
  test("is asked for in the order of the schema, those who left and contingent workers too", async () => {
    const { asked } = await read([answerWith([MINA])]);
    expect(asked[0]).toMatchObject({ method: "SOAP", path: "/ccx/service/acme/Human_Resources/v44.0" });
    expect(asked[0]?.message?.header).toContain(
      "<wd:Include_Reference_Descriptors_In_Response>true</wd:Include_Reference_Descriptors_In_Response>",
    );
    expect(askedIn(asked[0]?.message)).toEqual([
      "Exclude_Inactive_Workers=false",
      "Exclude_Contingent_Workers=false",
      "As_Of_Effective_Date=2026-07-02",
      `As_Of_Entry_DateTime=${NOW}`,
      "Page=1",
      "Count=200",
      "Include_Reference=true",
      "Include_Personal_Information=true",
      "Include_Employment_Information=true",
      "Include_Organizations=true",
      "Exclude_Organization_Support_Role_Data=true",
      "Exclude_Location_Hierarchies=true",
      "Exclude_Cost_Center_Hierarchies=true",
      "Exclude_Company_Hierarchies=true",
      "Exclude_Pay_Groups=true",
      "Include_Management_Chain_Data=true",
    ]);
  });

  test("comes page by page with the total, and the last page says from when changes may be asked", async () => {
    const { pages } = await read(two);
    expect(pages.map(({ records, total, watermark }) => [records.length, total, watermark])).toEqual([
      [200, 201, undefined],
      [1, 201, "2026-07-02T14:05:16.789Z"],
    ]);
    expect(pages.at(-1)?.checkpoint).toBeNull();
  });

  test("is seen as of one day and one moment over all pages and on resume", async () => {
    const { pages, asked } = await read(two);
    const later = { asOf: "2026-07-01", entry: "2026-07-01T09:00:00.000Z" };
    const resumed = await read(two, { ...pages[0]?.checkpoint, ...later });
    const moments = (requests: readonly Asked[]) =>
      requests.map(({ message }) => askedIn(message).filter((leaf) => /^(As_Of|Page=)/.test(leaf)));
    expect(moments(asked)).toEqual([
      ["As_Of_Effective_Date=2026-07-02", `As_Of_Entry_DateTime=${NOW}`, "Page=1"],
      ["As_Of_Effective_Date=2026-07-02", `As_Of_Entry_DateTime=${NOW}`, "Page=2"],
    ]);
    expect(moments(resumed.asked)).toEqual([
      ["As_Of_Effective_Date=2026-07-01", "As_Of_Entry_DateTime=2026-07-01T09:00:00.000Z", "Page=2"],
    ]);
    expect(resumed.pages.at(-1)?.watermark).toBe("2026-07-01T08:50:00.000Z");
  });

  test("is nobody where the answer counts nobody, in whichever form", async () => {
    const short = element(
      "<wd:Get_Workers_Response><wd:Response_Results><wd:Total_Results>0</wd:Total_Results></wd:Response_Results></wd:Get_Workers_Response>",
    );
    for (const xml of [answerWith([]), answerWith([], { total: 0, pages: 0, page: 0 }), short]) {
      expect((await read([xml])).pages).toMatchObject([{ records: [], total: 0, checkpoint: null }]);
    }
  });

  test.each([
    ["is another operation", element("<wd:Get_Locations_Response/>"), "badList"],
    ["has no counts", element("<wd:Get_Workers_Response/>"), "badList"],
    ["counts in words", answerWith([MINA], { total: Number.NaN }), "badList"],
    ["counts nobody and lists somebody", answerWith([MINA], { total: 0 }), "badList"],
    ["is another page", answerWith([MINA], { page: 2, pages: 3, total: 500 }), "wrongPage"],
    ["holds nobody and counts some", answerWith([], { total: 5 }), "emptyPage"],
  ])("is never read from an answer that %s", async (_, xml, code) => {
    expect(await codeOf(read([xml]))).toBe(code);
  });

  test("starts over where the list became shorter, or the stored place cannot be read", async () => {
    const shrunk = [two[0], answerWith([], { total: 150, pages: 1, page: 2 })] as typeof two;
    expect(await read(shrunk).catch(restartsRead)).toBe(true);
    const changes = { page: 2, asOf: "2026-07-02", entry: NOW, from: NOW, through: NOW };
    for (const place of [{ page: 2 }, changes]) {
      expect(await read(two, place).catch(restartsRead)).toBe(true);
    }
  });
});

describe("what a right is missing for", () => {
  test("is told where nobody of many shows it, and never taken for empty", async () => {
    const { pages } = await read([
      answerWith(staff(12, without(MINA, "Contact_Data", "Management_Chain_Data"))),
    ]);
    expect(pages[0]?.restricted).toEqual(["Work_Email", "Manager"]);
    expect(pages[0]?.records[0]?.fields).not.toHaveProperty("Work_Email");
  });

  test("is told where somebody at work shows no post, organization or name", async () => {
    const hidden = without(MINA, "Worker_Job_Data", "Organization_Data", "Name_Data");
    const { pages } = await read([answerWith([...staff(12), hidden])]);
    expect(pages[0]?.restricted).toEqual(expect.arrayContaining(["Job_Title", "Department", "First_Name"]));
  });

  test("is nothing where those who left show less", async () => {
    const { pages } = await read([
      answerWith([
        ...staff(12),
        MINAS_CONTRACT.replace(
          "<wd:Worker_Data>",
          "<wd:Worker_Data><wd:Personal_Data><wd:Name_Data/></wd:Personal_Data>",
        ),
      ]),
    ]);
    expect(pages[0]?.restricted).toEqual([]);
  });

  test("is found out from the pages before where the last holds too few to tell", async () => {
    const last = answerWith([without(MINA, "Contact_Data")], { total: 201, pages: 2, page: 2 });
    const { pages, asked } = await read([two[0] ?? last, last]);
    expect(asked).toHaveLength(2);
    expect(pages[1]).toMatchObject({ restricted: [], records: [{ fields: { Work_Email: null } }] });
    const resumed = await read([two[0] ?? last, last], pages[0]?.checkpoint);
    expect(resumed.asked).toHaveLength(2);
    expect(resumed.pages[0]).toMatchObject({ restricted: [], records: [{ fields: { Work_Email: null } }] });
  });

  test("ends the read where it is the status", async () => {
    expect(await codeOf(read([answerWith([...staff(3), without(MINA, "Employment_Data")])]))).toBe(
      "statusWithheld",
    );
  });
});

describe("changes", () => {
  /** What is asked for when changes since then are read at this time. */
  async function since(watermark: string, now = NOW) {
    const asked: string[][] = [];
    const context = contextFor(
      ({ message }) => {
        asked.push(askedIn(message));
        return { xml: answerWith([MINA]) };
      },
      {},
      { now: () => new Date(now) },
    );
    return { asked, pages: await all(readChanges(context, watermark, null)) };
  }

  test("are asked for up to half a minute ago, as of one day and moment", async () => {
    const { asked } = await since("2026-07-01T02:00:00Z");
    expect(asked[0]?.slice(0, 8)).toEqual([
      "Updated_From=2026-07-01T02:00:00.000Z",
      "Updated_Through=2026-07-02T14:14:46.789Z",
      "Exclude_Inactive_Workers=false",
      "Exclude_Contingent_Workers=false",
      "As_Of_Effective_Date=2026-07-02",
      `As_Of_Entry_DateTime=${NOW}`,
      "Page=1",
      "Count=200",
    ]);
  });

  test("give no total, and the next time they begin before this time ended", async () => {
    const { pages } = await since("2026-07-01T02:00:00Z");
    expect(pages[0]).toMatchObject({ checkpoint: null, watermark: "2026-07-02T14:04:46.789Z" });
    expect(pages[0]).not.toHaveProperty("total");
  });

  test("never end before they begin, should the clock have been set back", async () => {
    const { asked } = await since("2026-07-02T14:15:00Z");
    expect(asked[0]?.slice(0, 2)).toEqual([
      "Updated_From=2026-07-02T14:14:46.789Z",
      "Updated_Through=2026-07-02T14:14:46.789Z",
    ]);
  });

  test("go on between the same instants", async () => {
    const asked: string[][] = [];
    const context = contextFor(({ message }) => {
      asked.push(askedIn(message));
      return { xml: answerWith([MINA], { total: 201, pages: 2, page: 2 }) };
    });
    const place = { page: 2, asOf: "2026-07-01", entry: "2026-07-01T09:00:00.000Z", from: NOW, through: NOW };
    await all(readChanges(context, "2026-01-01T00:00:00Z", place));
    expect(asked[0]).toEqual(
      expect.arrayContaining([`Updated_From=${NOW}`, "As_Of_Effective_Date=2026-07-01", "Page=2"]),
    );
  });

  test("since no instant at all ask for a full read", async () => {
    for (const watermark of ["", "yesterday"]) {
      expect(await since(watermark).catch(needsFullRead)).toBe(true);
    }
  });
});
