/** Folder of the numbered SQL files, `NNNN_name.sql`, applied in the order of their numbers and never edited. */
export const migrationsFolder = new URL("../", import.meta.url);
