import { lock } from "../lasting.ts";
import type { Db } from "../tables.ts";

/** Throws what the database says where nothing can be written. It changes nothing, and is not tried again. */
export async function writeTest(db: Db): Promise<void> {
  await db.transaction().execute(lock);
}
