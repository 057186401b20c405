export { bamboohr } from "./connector.ts";
