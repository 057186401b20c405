import { SaxesParser } from "saxes";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../start.ts";

const WD = "urn:com.workday/bsvc";
const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const TEXT =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
export const SERVICE = "/ccx/service/acme/Human_Resources/v44.0";
export const REPORT = "/ccx/service/customreport2/acme/ISU_Roster/Employee_Roster?format=json";

/** Every section that a roster needs, and no organization's roles. */
export const GROUP = `<wd:Response_Group><wd:Include_Reference>true</wd:Include_Reference>
<wd:Include_Personal_Information>true</wd:Include_Personal_Information>
<wd:Include_Employment_Information>true</wd:Include_Employment_Information>
<wd:Include_Organizations>true</wd:Include_Organizations>
<wd:Exclude_Organization_Support_Role_Data>true</wd:Exclude_Organization_Support_Role_Data>
<wd:Include_Management_Chain_Data>true</wd:Include_Management_Chain_Data></wd:Response_Group>`;

/** A simulated Workday that ends with the test. Its first day is 2026-05-01 unless told otherwise. */
export async function simulateWorkday(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator("workday", { today: "2026-05-01", employees: 250, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** How a message is sent; each part has a default that works. */
export interface Sending {
  path?: string;
  user?: string;
  password?: string;
  /** In the place of the whole header. */
  header?: string;
  headers?: Record<string, string>;
}

/** Sends a Get_Workers_Request with `inner` inside. */
export async function send(simulator: Simulator, inner: string, sending: Sending = {}): Promise<Response> {
  const { path = SERVICE, user = "ISU_Roster@acme", password = simulator.keys.full } = sending;
  const security = usernameToken(user, password);
  const body = message(
    `<wd:Get_Workers_Request>${inner}</wd:Get_Workers_Request>`,
    sending.header ?? security,
  );
  return sendText(simulator, body, path, sending.headers);
}

export async function sendText(
  simulator: Simulator,
  body: string,
  path = SERVICE,
  headers: Record<string, string> = {},
): Promise<Response> {
  const type = { "content-type": "text/xml; charset=utf-8", ...headers };
  return fetch(simulator.url + path, { method: "POST", headers: type, body, redirect: "manual" });
}

export function message(body: string, header: string): string {
  return `<s:Envelope xmlns:s="${SOAP}" xmlns:wd="${WD}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

export function usernameToken(user: string, password: string, type = TEXT): string {
  return `<w:Security s:mustUnderstand="1" xmlns:w="${WSSE}"><w:UsernameToken><w:Username>${user}</w:Username><w:Password Type="${type}">${password}</w:Password></w:UsernameToken></w:Security>`;
}

/** A Response_Filter; what is undefined is left out. */
export function filter(parts: { entry?: string; effective?: string; page?: number; count?: number }): string {
  const { entry = "2026-05-01T10:00:00Z", effective, page, count } = parts;
  const one = (name: string, value: string | number | undefined): string =>
    value === undefined || value === "" ? "" : `<wd:${name}>${value}</wd:${name}>`;
  return `<wd:Response_Filter>${one("As_Of_Effective_Date", effective)}${one("As_Of_Entry_DateTime", entry)}${one("Page", page)}${one("Count", count)}</wd:Response_Filter>`;
}

/** An element of an answer. */
export interface Element {
  name: string;
  /** With the prefix it was sent with. */
  tag: string;
  uri: string;
  /** By local name; only those that are in Workday's namespace. */
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

export function parse(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const root: Element = { name: "", tag: "", uri: "", attributes: {}, children: [], text: "" };
  const open = [root];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ local, name, uri, attributes }) => {
    const qualified = Object.values(attributes).filter((each) => each.uri === WD);
    const element: Element = {
      name: local,
      tag: name,
      uri,
      attributes: Object.fromEntries(qualified.map((each) => [each.local, each.value])),
      children: [],
      text: "",
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (part) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += part;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  const [envelope] = root.children;
  if (envelope === undefined) throw new Error("There is no element");
  return envelope;
}

/** All elements at the end of a path of names, from `element` down. */
export function all(element: Element | undefined, path: string): Element[] {
  const [name = "", ...rest] = path.split("/");
  const found = element?.children.filter((child) => child.name === name) ?? [];
  return rest.length === 0 ? found : found.flatMap((child) => all(child, rest.join("/")));
}

/** The text at the end of a path; undefined where there is no such element. */
export function text(element: Element | undefined, path: string): string | undefined {
  return all(element, path)[0]?.text;
}

/** The ID of one type in a reference. */
export function idIn(reference: Element | undefined, type: string): string | undefined {
  return all(reference, "ID").find(({ attributes }) => attributes["type"] === type)?.text;
}

/** What a Get_Workers_Response holds. */
export interface Workers {
  response: Element;
  results: Record<string, string>;
  workers: Element[];
}

/** A page that must be one. */
export async function getWorkers(simulator: Simulator, inner: string, sending?: Sending): Promise<Workers> {
  const answer = await send(simulator, inner, sending);
  const xml = await answer.text();
  if (answer.status !== 200) throw new Error(`It answered ${answer.status}: ${xml}`);
  const [response] = all(parse(xml), "Body/Get_Workers_Response");
  if (response === undefined) throw new Error(`No response in ${xml}`);
  const [results] = all(response, "Response_Results");
  return {
    response,
    results: Object.fromEntries((results?.children ?? []).map((each) => [each.name, each.text])),
    workers: all(response, "Response_Data/Worker"),
  };
}

/** Everybody, by pages that belong together. */
export async function everybody(
  simulator: Simulator,
  parts: { criteria?: string; group?: string; count?: number; entry?: string; password?: string } = {},
): Promise<Workers[]> {
  const { criteria = "", group = GROUP, count = 100, entry, password } = parts;
  const pages: Workers[] = [];
  for (let page = 1, last = 1; page <= last && page < 60; page += 1) {
    const filtered = filter({ page, count, ...(entry === undefined ? {} : { entry }) });
    const sending = password === undefined ? {} : { password };
    const read = await getWorkers(simulator, `${criteria}${filtered}${group}`, sending);
    pages.push(read);
    last = Number(read.results["Total_Pages"]);
  }
  return pages;
}

export function widsOf(pages: readonly Workers[]): (string | undefined)[] {
  return pages.flatMap(({ workers }) =>
    workers.map((worker) => idIn(all(worker, "Worker_Reference")[0], "WID")),
  );
}

const Fault = z.object({ code: z.string(), string: z.string() });

/** The fault in an answer, and its status. */
export async function faultOf(answer: Response): Promise<{ status: number; code: string; string: string }> {
  const [fault] = all(parse(await answer.text()), "Body/Fault");
  const told = Fault.parse({ code: text(fault, "faultcode"), string: text(fault, "faultstring") });
  return { status: answer.status, ...told };
}

/** GET of the report with HTTP Basic. */
export async function getReport(
  simulator: Simulator,
  options: { query?: string; user?: string; password?: string; path?: string } = {},
): Promise<Response> {
  const { query = "", user = "ISU_Roster", password = simulator.keys.full, path = REPORT } = options;
  const credentials = Buffer.from(`${user}:${password}`).toString("base64");
  return fetch(simulator.url + path + query, { headers: { authorization: `Basic ${credentials}` } });
}

const Report = z.object({ Report_Entry: z.array(z.record(z.string(), z.unknown())) });

/** The rows of the report, which must be one. */
export async function reportRows(
  simulator: Simulator,
  options: { query?: string; password?: string } = {},
): Promise<Record<string, unknown>[]> {
  const response = await getReport(simulator, options);
  return Report.parse(await response.json()).Report_Entry;
}
