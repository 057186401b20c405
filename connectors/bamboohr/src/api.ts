/** Where BambooHR answers; its three dialects of errors go by the path. */
export const LIST_PATH = "/api/v1/employees";
export const CHANGES_PATH = `${LIST_PATH}/changed`;
export const META_FIELDS_PATH = "/api/v1/meta/fields";
export const DATASET_PATH = "/api/v2/datasets/employee/data";
export const DATASET_FIELDS_PATH = "/api/v1_2/datasets/employee/fields";

/** People asked for by their ids at once; "about a hundred" by the documents of the feed of changes. */
export const CHUNK_SIZE = 100;

/**
 * How far before the newest known instant changes are asked for again: BambooHR asks for "minutes", and a clock of ours
 * may be some off. Whoever is read twice for it costs little.
 */
export const OVERLAP_SECONDS = 900;
