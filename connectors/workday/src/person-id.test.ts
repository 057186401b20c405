import { expect, test } from "vitest";
import { personIdOf } from "./person-id.ts";

test("records with one universal id are of one person, whatever their numbers", () => {
  const one = personIdOf({ universalId: "U-1", number: "30412", userId: "mina" });
  expect(personIdOf({ universalId: "U-1", number: "7" })).toBe(one);
  expect(personIdOf({ universalId: "U-2", number: "30412", userId: "mina" })).not.toBe(one);
});

test("a number joins two records only with the same user, or without users the same address", () => {
  const mina = personIdOf({ number: "30412", userId: "mokafor" });
  expect(personIdOf({ number: "30412", userId: "MOkafor", workEmail: "new@acme.test" })).toBe(mina);
  expect(personIdOf({ number: "30412", userId: "tlind" })).not.toBe(mina);
  const mailed = personIdOf({ number: "30412", workEmail: "mina@acme.test" });
  expect(personIdOf({ number: "30412", workEmail: "Mina@acme.test" })).toBe(mailed);
  expect(personIdOf({ number: "30412", workEmail: "tomasz@acme.test" })).not.toBe(mailed);
});

test("the number alone says nothing of the person", () => {
  expect(personIdOf({ number: "30412" })).toBeUndefined();
  expect(personIdOf({ userId: "mokafor", workEmail: "mina@acme.test" })).toBeUndefined();
});

test("no part of an address can be read off the id", () => {
  expect(personIdOf({ number: "30412", workEmail: "mina@acme.test" })).toMatch(/^[0-9a-f]{32}$/);
});
