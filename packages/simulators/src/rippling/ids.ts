// 24 hex digits; the last eight tell the records of one kind apart.
const WORKER = "65aa10c2d4e1f20b";
const USER = "65aa10c1d4e1f20b";

export function workerId(number: number): string {
  return `${WORKER}${tail(number)}`;
}

/** The human behind a worker. */
export function userId(number: number): string {
  return `${USER}${tail(number)}`;
}

/** The number behind a worker's id; undefined for what is none. */
export function workerNumber(id: string): number | undefined {
  const digits = id.startsWith(WORKER) ? id.slice(WORKER.length) : "";
  const number = /^[0-9a-f]{8}$/.test(digits) ? Number.parseInt(digits, 16) : 0;
  return number > 0 ? number : undefined;
}

/** The id of something that a company keeps a list of: a department, a level. */
export function optionId(kind: string, name: string): string {
  const sum = Buffer.from(`${kind} ${name}`).reduce((total, byte) => (Math.imul(total, 31) + byte) >>> 0, 7);
  return `65aa0f00d4e1f20b${tail(sum)}`;
}

function tail(number: number): string {
  return number.toString(16).padStart(8, "0");
}
