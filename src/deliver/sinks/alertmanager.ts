/** Alertmanager, API v2: it forgets what it is not told again, and ends what nobody ends. */
import { z } from "zod";
import { inert } from "../../report/index.ts";
import type { ChangeKind } from "../../track/index.ts";
import { SinkError, type Answer, type Delivery, type Opening, type Sink, type SinkKind, type ToldFinding, type Tried } from "../sink.ts"; // prettier-ignore
import { address, secret } from "../settings.ts";
import { cut } from "../text/index.ts";
import { retryAfterMs } from "../refusals.ts";
import { read, rest, type Rest } from "./rest.ts";

const settings = z
  .strictObject({
    url: address.describe(
      "Where Alertmanager is, such as https://alertmanager.example.com, with its path where it has one.",
    ),
    token: secret.exactOptional().describe("A token that is sent as a bearer, where something before it asks for one."),
    user: z.string().min(1).max(200).exactOptional().describe("Instead of a token: a user."),
    password: secret.exactOptional().describe("The user's password."),
    repeatMinutes: z
      .int()
      .min(1)
      .max(60)
      .default(5)
      .describe("How often all that is open is told again. What is not told four times in a row ends."),
    labels: z
      .record(z.string().regex(/^[a-zA-Z_]\w*$/, "must be the name of a label"), z.string().min(1).max(200))
      .default({})
      .describe("Labels that all alerts bear beside their own, such as a team."),
  })
  .refine(
    ({ token, user, password }) => (user === undefined) === (password === undefined) && (token === undefined || user === undefined), // prettier-ignore
    "must have `user` and `password` together, and not beside `token`",
  );
type AlertmanagerSettings = z.output<typeof settings>;

/** What begins an alert, ends one, or makes another one of it. What else changes stands in the next repetition. */
const tells: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "opened",
  "resolved",
  "reopened",
  "severity",
  "waived",
  "waiver expired",
  "waiver ended",
]);

export const alertmanager: SinkKind<AlertmanagerSettings> = {
  kind: "alertmanager",
  about: "Prometheus Alertmanager: an alert for each finding that is open and not waived, told again until it ends.",
  style: "latest",
  tells,
  settings,
  open: async (settings: AlertmanagerSettings, opening: Opening) => open(settings, opening),
};

const API = "/api/v2";
/** Deliveries of one request. */
const MOST = 200;
/** Prometheus, too, lets an alert that it tells no more end after four times its period. */
const PERIODS = 4;
const LONGEST_LABEL = 500;
const LONGEST_ANNOTATION = 2000;

interface Alert {
  /** Its identity: an alert with other labels is another alert. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

function open(settings: AlertmanagerSettings, opening: Opening): Sink {
  const base = settings.url.replace(/\/+$/, "");
  const call = callOf(settings, base, opening);
  const everyMs = settings.repeatMinutes * 60_000;
  const alertsOf = (delivery: Delivery) => alerts(delivery, settings.labels, opening.now(), PERIODS * everyMs);

  /** Where one alert is wrong, Alertmanager refuses the request, and has taken the others: told alone, each gets its own answer. */
  const send = async (deliveries: readonly Delivery[]): Promise<readonly Answer[]> => {
    const body = deliveries.flatMap(alertsOf);
    try {
      if (body.length > 0) await call("POST", `${API}/alerts`, body);
    } catch (error) {
      if (!(error instanceof SinkError) || error.is !== "refused" || deliveries.length === 1) throw error;
      const answers: Answer[] = [];
      for (const delivery of deliveries) answers.push(await alone(delivery));
      return answers;
    }
    return deliveries.map((delivery) =>
      alertsOf(delivery).length > 0
        ? { is: "accepted" }
        : { is: "needless", why: "it is waived, and its alert has ended" },
    );
  };
  const alone = async (delivery: Delivery): Promise<Answer> => {
    try {
      return (await send([delivery]))[0]!;
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      const { is, message: why, afterMs } = error;
      return is === "later" && afterMs !== undefined ? { is, why, afterMs } : { is, why };
    }
  };

  return {
    limits: { most: MOST, parallel: 1, pace: [] },
    send,
    preview: (deliveries) => [`POST ${base}${API}/alerts\n${JSON.stringify(deliveries.flatMap(alertsOf), null, 2)}`],
    test: () => tryAlertmanager(call),
    repeat: { everyMs },
    close: async () => {},
  };
}

function callOf({ token, user, password }: AlertmanagerSettings, base: string, { http, secret }: Opening): Rest {
  return rest({
    http,
    base,
    authorize: async () => {
      const where = token ?? password;
      if (where === undefined) return { headers: {}, secrets: [] };
      const word = await secret(where);
      const basic = Buffer.from(`${user}:${word}`).toString("base64");
      const authorization = token === undefined ? `Basic ${basic}` : `Bearer ${word}`;
      return { headers: { authorization }, secrets: [word, basic] };
    },
    waitOf: (answer) => (answer.status === 429 ? (retryAfterMs(answer) ?? 60_000) : null),
  });
}

async function tryAlertmanager(call: Rest): Promise<readonly Tried[]> {
  const what = "Alertmanager answers, and takes alerts";
  try {
    read(z.object({ versionInfo: z.object({ version: z.string() }) }), await call("GET", `${API}/status`));
    await call("POST", `${API}/alerts`, []);
    return [{ what, wrong: null }];
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return [{ what, wrong: error.message }];
  }
}

/**
 * Of each finding the alert as it is now. A waiver ends it, and the end of the waiver begins it anew; none where it is
 * waived and nothing new is to be told. Other labels make another alert of it: the one that it was is ended, too.
 */
function alerts(delivery: Delivery, labels: Alert["labels"], now: Date, horizonMs: number): readonly Alert[] {
  const { changes, findings } = delivery;
  return findings.flatMap((told) => {
    const { finding } = told;
    const { waiver, episode, state } = finding;
    const isWaived = state === "open" && waiver !== null && !waiver.expired;
    if (isWaived && changes.length === 0) return [];
    const alert = (severity: string, end: Date | null): Alert => ({
      labels: labelsOf(told, severity, labels),
      annotations: annotationsOf(told),
      ...timesOf(episode.opened.at, end, now, horizonMs),
    });
    const others = changes.flatMap(({ change: { kind, detail } }) =>
      kind === "severity" && typeof detail["was"] === "string" ? [detail["was"]] : [],
    );
    const former = [...new Set(others)].filter((severity) => severity !== finding.severity);
    const end = state === "resolved" ? new Date(episode.resolved?.at ?? now) : isWaived ? now : null;
    return [...former.map((severity) => alert(severity, now)), alert(finding.severity, end)];
  });
}

/**
 * What has no end yet ends some periods ahead, so that it does not outlive us. An end that is not in the past for
 * Alertmanager, whose clock may be another, would be put off to the last one that it was told.
 */
function timesOf(opened: string, end: Date | null, now: Date, horizonMs: number): Pick<Alert, "startsAt" | "endsAt"> {
  const start = Math.min(Date.parse(opened), now.getTime());
  const last = end === null ? now.getTime() + horizonMs : Math.max(start, Math.min(end.getTime(), now.getTime()));
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(last).toISOString() };
}

/** An empty label is none to Alertmanager. */
function labelsOf({ finding }: ToldFinding, severity: string, more: Alert["labels"]): Alert["labels"] {
  const { key, check, unit, resource, customer } = finding;
  const own = {
    alertname: "ClausewatchFinding",
    finding: key,
    check,
    severity,
    account: unit.account,
    region: unit.region,
    resource: resource.id,
    ...(customer === undefined ? {} : { customer }),
  };
  return textsOf({ ...more, ...own }, LONGEST_LABEL);
}

function annotationsOf({ finding, clauses, check }: ToldFinding): Alert["annotations"] {
  const { message, owner, due, resource, unverifiedSince, outOfScopeSince } = finding;
  const clause = clauses.map(
    ({ title, number, text }) => `${title}${number === undefined ? "" : ` §${number}`}: ${text}`,
  );
  return textsOf(
    {
      summary: message,
      ...(check === null ? {} : { description: `${check.title}. ${check.why} ${check.fix}` }),
      ...(clause.length === 0 ? {} : { clause: clause.join(" · ") }),
      arn: resource.arn,
      ...(owner === null ? {} : { owner }),
      ...(due === null ? {} : { due: due.slice(0, 10) }),
      ...(unverifiedSince === null ? {} : { unverifiedSince }),
      ...(outOfScopeSince === null ? {} : { outOfScopeSince }),
    },
    LONGEST_ANNOTATION,
  );
}

/** Alertmanager's own templates escape for their targets; what no screen shows stands written out. */
function textsOf(texts: Readonly<Record<string, string>>, most: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, cut(inert(text, Infinity), most)]));
}
