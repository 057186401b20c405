export { type Asked, contextAnswering, type Reply } from "./context-answering.ts";
export { testConnector } from "./test-connector.ts";
export { testPlaceholders } from "./test-placeholders.ts";
