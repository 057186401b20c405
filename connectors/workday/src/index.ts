export { workday } from "./connector.ts";
