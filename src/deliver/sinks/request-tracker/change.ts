/** Changes what a ticket is, and sees that it was changed: RT answers 200 to what it refuses, too. */
import { inert } from "../../../report/index.ts";
import { SinkError } from "../../sink.ts";
import { read, type Rest } from "../rest.ts";
import { API } from "./query.ts";
import * as shapes from "./shapes.ts";

export interface Fields {
  readonly Subject?: string;
  readonly Status?: string;
  readonly Priority?: number;
  /** As RT's columns hold it; empty where it has none. */
  readonly Due?: string;
}

/** How often somebody else may be quicker. */
const TRIES = 5;

/** Of the ticket these fields become so, and it refers to all of these. What is so already is left alone. */
export async function change(call: Rest, id: string, fields: Fields, refers: readonly string[]): Promise<void> {
  let said: readonly string[] | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await call("GET", `${API}/ticket/${id}`);
    const missing = differences(read(shapes.ticket, answer), fields, refers);
    if (Object.keys(missing).length === 0) return;
    if (said !== null)
      throw new SinkError(
        "refused",
        `ticket ${id}: RT did not set ${Object.keys(missing).join(", ")}: ${inert(said.join("; "))}`,
      );
    const put = await call("PUT", `${API}/ticket/${id}`, missing, [412], { "if-match": answer.headers["etag"] ?? "*" });
    if (put.status !== 412) said = read(shapes.messages, put);
  }
  throw new SinkError("later", `ticket ${id}: somebody else changes it all the time`);
}

function differences(is: shapes.RtTicket, { Subject, Status, Priority, Due }: Fields, refers: readonly string[]) {
  const there = new Set(is._hyperlinks.filter(({ ref }) => ref === "refers-to").map(({ _url }) => _url));
  const AddRefersTo = refers.filter((uri) => !there.has(uri));
  return {
    ...(Subject !== undefined && Subject !== is.Subject ? { Subject } : {}),
    ...(Status !== undefined && Status.toLowerCase() !== is.Status.toLowerCase() ? { Status } : {}),
    ...(Priority !== undefined && Priority !== is.Priority ? { Priority } : {}),
    ...(Due !== undefined && secondsOf(Due) !== secondsOf(is.Due) ? { Due } : {}),
    ...(AddRefersTo.length > 0 ? { AddRefersTo } : {}),
  };
}

/** What is not set is 1970 to RT. */
function secondsOf(time: string | null): number {
  return time === null || time === "" ? 0 : Date.parse(`${time.slice(0, 19).replace(" ", "T")}Z`) / 1000;
}
