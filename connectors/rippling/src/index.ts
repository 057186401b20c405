export { rippling } from "./connector.ts";
