export { personio } from "./connector.ts";
