import { expect, test } from "vitest";
import { rolesNamed } from "./roles.ts";

/** What Postgres takes as an identifier without quotes and without cutting it. */
const PLAIN = /^[a-z_][a-z0-9_]{0,62}$/;

test("a database with a plain name has its name in its roles", () => {
  expect(rolesNamed("muster_2")).toEqual({ app: "muster_app_muster_2", system: "muster_system_muster_2" });
});

test("no two databases share a role, however alike their names are, and every role's name is plain", () => {
  const longest = "x".repeat(63);
  const names = [
    ...Array.from({ length: 63 }, (_, index) => longest.slice(index)),
    ...["y", "-", "X", "é"].map((last) => `${"x".repeat(50)}${last}`),
    "a-b",
    "a_b",
    "a b",
    "A_b",
    "a.b",
    "a--b",
    "äöü",
    "---",
    "2026",
    'o\'brien "x"',
    "select",
  ];
  const roles = names.map(rolesNamed).flatMap(({ app, system }) => [app, system]);
  expect(new Set(roles).size).toBe(2 * names.length);
  for (const role of roles) expect(role).toMatch(PLAIN);
});
