import { expect, test } from "vitest";
import { importsOf } from "./imports.ts";

const specifiers = (source: string): string[] => importsOf("a.ts", source).map(({ specifier }) => specifier);

test.each([
  'import "m";',
  'import a, { b } from "m";',
  'import type { A } from "m";',
  'import * as a from "m";',
  'export { a } from "m";',
  'export * from "m";',
  'const a = await import("m");',
  'type A = import("m").A;',
  'type A = typeof import("m");',
  'import a = require("m");',
  'const a = require("m");',
])("sees the module in %s", (source) => {
  expect(specifiers(source)).toEqual(["m"]);
});

test("sees no module in comments, texts and computed names", () => {
  expect(
    specifiers('// import "m"\nconst a = `import "m"`;\nconst b = await import(a);\nexport { a, b };'),
  ).toEqual([]);
});

test("gives the line of each, in order", () => {
  expect(importsOf("a.ts", 'const a = 1;\nexport * from "x";\nimport "y";')).toEqual([
    { specifier: "x", line: 2 },
    { specifier: "y", line: 3 },
  ]);
});

test("a source that cannot be read is an error, not a file without imports", () => {
  expect(() => importsOf("a.ts", "import from;")).toThrow(SyntaxError);
});
