import { ISU, profileFor, type Profile, TENANT } from "../access.ts";
import type { KeyRing } from "../../kit/vendor.ts";
import { readBoolean, valueOf } from "./sequence.ts";
import { childOf, parseXml, type XmlNode } from "./tree.ts";
import { WD } from "./xml.ts";

const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const PASSWORD_TEXT =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/** A message of SOAP 1.1. */
export interface Envelope {
  security: XmlNode | undefined;
  /** The request asks for the names of what references point to. */
  wantsDescriptors: boolean;
  /** The one element of the body. */
  operation: XmlNode;
}

/** Undefined for what is no SOAP 1.1 envelope with one element in its body. */
export function readEnvelope(text: string): Envelope | undefined {
  const root = parseXml(text);
  if (root?.uri !== SOAP || root.name !== "Envelope") return undefined;
  const header = childOf(root, SOAP, "Header");
  const [operation, ...more] = childOf(root, SOAP, "Body")?.children ?? [];
  if (operation === undefined || more.length > 0) return undefined;
  const common = childOf(header, WD, "Workday_Common_Header");
  const descriptors = childOf(common, WD, "Include_Reference_Descriptors_In_Response");
  return {
    security: childOf(header, WSSE, "Security"),
    wantsDescriptors: descriptors !== undefined && readBoolean(valueOf(descriptors)) === true,
    operation,
  };
}

/** Who a UsernameToken stands for: the name has to end in the tenant, the password is sent as it is. */
export function profileOfToken(security: XmlNode, passwords: KeyRing): Profile | undefined {
  const token = childOf(security, WSSE, "UsernameToken");
  const [user, password] = [childOf(token, WSSE, "Username"), childOf(token, WSSE, "Password")];
  if (user === undefined || password === undefined) return undefined;
  // Without a type it is text (UsernameToken profile 1.0).
  const type = password.attributes.get("{}Type") ?? PASSWORD_TEXT;
  if (type !== PASSWORD_TEXT || valueOf(user) !== `${ISU}@${TENANT}`) return undefined;
  return profileFor(ISU, valueOf(password), passwords);
}
