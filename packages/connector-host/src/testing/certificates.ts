import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const ECDSA_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));

/** A key and its self-signed certificate, PEM. */
interface Pem {
  key: string;
  cert: string;
}

/** Makes a self-signed P-256 certificate (RFC 5280) for one DNS name, DER by hand: Node reads them but makes none. */
export function selfSigned(dnsName: string, validity: { from: Date; to: Date }): Pem {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(oid(2, 5, 4, 3), tlv(0x0c, Buffer.from(dnsName)))));
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    name,
    sequence(time(validity.from), time(validity.to)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(extension(oid(2, 5, 29, 17), sequence(tlv(0x82, Buffer.from(dnsName)))))),
  );
  return { key: pemOf(privateKey), cert: pemOfCertificate(body, privateKey) };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function pemOfCertificate(body: Buffer, key: KeyObject): string {
  const signature = sign("sha256", body, key);
  const der = sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function set(part: Buffer): Buffer {
  return tlv(0x31, part);
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function time(date: Date): Buffer {
  // UTCTime, which RFC 5280 wants for every year before 2050.
  return tlv(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, tlv(0x04, value));
}

function oid(first: number, second: number, ...rest: number[]): Buffer {
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tlv(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
