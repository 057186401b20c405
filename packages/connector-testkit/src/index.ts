export { testConnector } from "./test-connector.ts";
