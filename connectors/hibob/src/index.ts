export { hibob } from "./connector.ts";
