import { expect, test } from "vitest";
import { isXmlElement, xmlAll, type XmlElement, xmlElement, xmlFirst, xmlText, xmlTextAt } from "./xml.ts";

function element(name: string, content: string | XmlElement[] = ""): XmlElement {
  const [text, children] = typeof content === "string" ? [content, []] : ["", content];
  return xmlElement({ name, namespace: "", attributes: {}, children, text });
}

const worker = element("Worker", [
  element("Ids", [element("ID", "a"), element("ID", "b")]),
  element("Ids", [element("ID", "c")]),
  element("Empty"),
]);

test("elements are found by path, one or all of them", () => {
  expect(xmlAll(worker, "Ids", "ID").map(({ text }) => text)).toEqual(["a", "b", "c"]);
  expect(xmlFirst(worker, "Ids", "ID")?.text).toBe("a");
  expect(xmlAll(worker, "Names", "ID")).toEqual([]);
  expect(xmlFirst(undefined, "Ids")).toBeUndefined();
});

test("an empty element is null, one that was not returned is undefined", () => {
  expect([xmlTextAt(worker, "Empty"), xmlTextAt(worker, "Missing"), xmlTextAt(worker, "Ids", "ID")]).toEqual([
    null,
    undefined,
    "a",
  ]);
});

test("an element is told from anything that looks like one", () => {
  expect(isXmlElement(worker)).toBe(true);
  expect(isXmlElement({ name: "Worker", children: [] })).toBe(false);
  expect(isXmlElement(null)).toBe(false);
});

test("a value can neither open an element nor end an attribute, and holds only what XML can", () => {
  expect(xmlText(`<a b="c">&'`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&apos;");
  expect(xmlText("a\u0000b\u0008\tc\ud800")).toBe("ab\tc\ufffd");
});
