import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

const PRIME_BYTES = 128;
const EXPONENT = 65_537n;

interface RsaKey {
  publicKey: KeyObject;
  privatePem: string;
}

/** Finding primes takes a quarter of a second, and simulators of one company come in hundreds. */
const made = new Map<string, RsaKey>();

/** A key of 2048 bits that depends on nothing but `seed`, so that a config file outlives its simulator. */
export function rsaKeyOf(seed: string): RsaKey {
  const known = made.get(seed);
  if (known !== undefined) return known;
  const key = makeKey(seed);
  made.set(seed, key);
  return key;
}

function makeKey(seed: string): RsaKey {
  const [p, q] = [primeFrom(`${seed} p`), primeFrom(`${seed} q`)];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, bytesOf(value).toString("base64url")]),
  );
  const privateKey = createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
  return {
    publicKey: createPublicKey(privateKey),
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** The first prime that will do, from a number drawn by `seed` on. */
function primeFrom(seed: string): bigint {
  const drawn = Array.from({ length: PRIME_BYTES / 32 }, (_, part) =>
    createHash("sha256").update(`${seed} ${part}`).digest("hex"),
  ).join("");
  // The two highest bits make a product of full length, the lowest one makes it odd.
  let candidate = BigInt(`0x${drawn}`) | (3n << BigInt(8 * PRIME_BYTES - 2)) | 1n;
  while ((candidate - 1n) % EXPONENT === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** Euclid's algorithm, extended. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [low, high] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [x, y] = [y - times * x, x];
  }
  return ((x % modulus) + modulus) % modulus;
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
