/** Whether all that is needed works, without leaving anything behind. RT tells no rights: some show only when they are used. */
import { SinkError, type Tried } from "../../sink.ts";
import { read, type Rest } from "../rest.ts";
import { API, ask, TOGETHER } from "./query.ts";
import type { RequestTrackerSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";

export async function tryRequestTracker({ queue }: RequestTrackerSettings, call: Rest): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  /** False where the others cannot work either. */
  const attempt = async (what: string, work: () => Promise<string | null>): Promise<boolean> => {
    try {
      tried.push({ what, wrong: await work() });
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      tried.push({ what, wrong: error.message });
    }
    return tried.at(-1)!.wrong === null;
  };

  const isIn = await attempt("the account signs in to RT 5", async () => {
    const { Version } = read(shapes.about, await call("GET", `${API}/rt`));
    return Version.startsWith("5.") ? null : `it is RT ${Version}: only RT 5 is known to work`;
  });
  if (!isIn) return tried;
  await attempt(`the account may create tickets in the queue ${queue}`, async () => {
    const answer = await call("GET", `${API}/queue/${encodeURIComponent(queue)}`, undefined, [403, 404]);
    if (answer.status !== 200) return "there is no such queue, or the account lacks SeeQueue";
    const { Disabled, _hyperlinks } = read(shapes.queue, answer);
    if (Disabled !== 0) return "the queue is disabled";
    return _hyperlinks.some(({ ref }) => ref === "create") ? null : "it lacks CreateTicket";
  });
  await attempt("tickets of ours can be found", async () => {
    await ask(call, "tickets", shapes.found, { query: `RefersTo = '${TOGETHER}'`, per_page: "1" });
    return null;
  });
  return tried;
}
