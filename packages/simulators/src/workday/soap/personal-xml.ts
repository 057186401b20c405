import type { Worker } from "../worker.ts";
import { countryOf } from "../members.ts";
import { shownName, whole } from "../person-facts.ts";
import { toEntry, type Writer } from "./writer.ts";
import { element, textElement } from "./xml.ts";

interface Asked {
  firstName: string;
  homeMail: boolean;
  barest: boolean;
  /** The usage that stands for work. */
  workUsage: string;
}

interface Mail {
  address: string;
  usage: string;
  primary: boolean;
}

/** Personal_Data: the names and the addresses that may be seen. */
export function personalData(worker: Worker, asked: Asked, writer: Writer): string {
  const mails = mailsOf(worker, asked).map((mail) => mailElement(mail, asked.barest, writer));
  return element("Personal_Data", [
    nameData(worker, asked, writer),
    mails.length === 0 ? "" : element("Contact_Data", mails),
  ]);
}

function nameData({ person, localName }: Worker, { firstName, barest }: Asked, writer: Writer): string {
  const { id, lastName, preferredName } = person;
  // Without a preferred name some tenants repeat the legal one.
  const prefers = preferredName !== null || (!barest && id % 3 === 0);
  const legal = {
    first: prefers && preferredName !== null ? person.firstName : firstName,
    last: lastName,
  };
  const country = countryOf(person);
  const detail = (name: { first: string; last: string | null }, rest: string): string =>
    element(
      "Name_Detail_Data",
      [
        country === null
          ? ""
          : writer.reference("Country_Reference", toEntry(writer.ids, "ISO_3166-1_Alpha-2_Code", country)),
        textElement("First_Name", name.first),
        textElement("Last_Name", name.last),
        rest,
      ],
      { Formatted_Name: whole(name) },
    );
  const extras = [
    id % 45 === 0 ? textElement("Secondary_Last_Name", "Ortiz") : "",
    localName === null ? "" : element("Local_Name_Detail_Data", "", { Local_Name: localName }),
  ].join("");
  const preferred = { ...shownName(person), first: firstName };
  return element("Name_Data", [
    element("Legal_Name_Data", detail(legal, extras)),
    prefers ? element("Preferred_Name_Data", detail(preferred, "")) : "",
  ]);
}

/** The private address comes first; and some have an old one at work, which is not the primary one. */
function mailsOf({ person }: Worker, { homeMail, workUsage }: Asked): Mail[] {
  const { id, personalEmail, workEmail } = person;
  const home = homeMail && personalEmail !== null;
  return [
    ...(home ? [{ address: personalEmail, usage: "HOME", primary: true }] : []),
    ...(workEmail !== null && id % 40 === 5
      ? [{ address: `old.${workEmail}`, usage: workUsage, primary: false }]
      : []),
    ...(workEmail === null ? [] : [{ address: workEmail, usage: workUsage, primary: true }]),
  ];
}

function mailElement({ address, usage, primary }: Mail, barest: boolean, writer: Writer): string {
  const type = writer.reference(
    "Type_Reference",
    toEntry(writer.ids, "Communication_Usage_Type_ID", usage, usage === "HOME" ? "Home" : "Work"),
  );
  return element("Email_Address_Data", [
    textElement("Email_Address", address),
    element("Usage_Data", element("Type_Data", type, { Primary: writer.flag(primary) }), {
      Public: barest ? undefined : writer.flag(usage !== "HOME"),
    }),
  ]);
}
