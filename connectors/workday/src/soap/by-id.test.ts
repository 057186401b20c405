import { ConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { askedIn, codeOf, contextFor } from "../testing/context.ts";
import { answerWith, MINA, MINA_ID, MINAS_CONTRACT, without } from "../testing/example.ts";
import { readOne } from "./by-id.ts";

const answering = (...workers: readonly string[]) => contextFor(() => ({ xml: answerWith(workers) }));

function failing(code: string) {
  return contextFor(() => {
    throw new ConnectorError("contract", "No.", { code, fix: "Nothing." });
  });
}

test("one worker is asked for by WID, as of the day of the list", async () => {
  const asked: string[] = [];
  const context = contextFor(({ message }) => {
    asked.push(...askedIn(message));
    return { xml: answerWith([MINA]) };
  });
  expect(await readOne(context, MINA_ID)).toMatchObject({ found: true, record: { externalId: MINA_ID } });
  expect(asked.slice(0, 3)).toEqual([
    `ID=${MINA_ID}`,
    "As_Of_Effective_Date=2026-07-02",
    "As_Of_Entry_DateTime=2026-07-02T14:15:16.789Z",
  ]);
});

test("what one worker lacks is held against what others show", async () => {
  const context = contextFor(({ message }) => ({
    xml: askedIn(message)[0]?.startsWith("ID=")
      ? answerWith([without(MINA, "Contact_Data")])
      : answerWith([MINA]),
  }));
  expect(await readOne(context, MINA_ID)).toMatchObject({ record: { fields: { Work_Email: null } } });
});

test("nobody is not found but by Workday's own word", async () => {
  expect(await readOne(failing("unknownWorker"), MINA_ID)).toEqual({ found: false });
  for (const code of ["refusedRequest", "forbidden", "notFound"]) {
    expect(await codeOf(readOne(failing(code), MINA_ID))).toBe(code);
  }
});

test.each([
  ["nobody", answering(), MINA_ID],
  ["somebody else", answering(MINAS_CONTRACT), MINA_ID],
  ["a record that cannot be read", answering(MINA.replace("2021-09-06", "soon")), MINA_ID],
  ["whatever, to an id that is none", answering(MINA), "1 or 2"],
])("an answer with %s says nothing of the worker", async (_, context, id) => {
  expect(await codeOf(readOne(context, id))).toBe("unclearLook");
});
