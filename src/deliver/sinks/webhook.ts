/** An address of the company's own: CloudEvents 1.0 in the structured form, signed as Standard Webhooks 1.0.0 says. */
import { createHmac } from "node:crypto";
import { z } from "zod";
import { inertJson } from "../../report/index.ts";
import { changeKinds } from "../../track/index.ts";
import type { HttpAnswer } from "../http.ts";
import { answerError } from "../refusals.ts";
import { address, secret } from "../settings.ts";
import { SinkError, type Answer, type Delivery, type Limits, type Opening, type Sink, type SinkKind } from "../sink.ts";
import type { Tried } from "../sink.ts";
import { eventOf } from "../text/event.ts";

const settings = z.strictObject({
  address: address.describe("Where events are sent by POST."),
  secrets: z
    .array(secret)
    .min(1)
    .max(5)
    .describe(
      "What events are signed with: `whsec_` and 24 to 64 bytes in base64. Several, while one takes another's place.",
    ),
  source: z
    .string()
    .max(200)
    .regex(/^[\w.~:/?#@!$&'()*+,;=%-]+$/, "must be a URI reference")
    .default("clausewatch")
    .describe("What the events name as their source."),
  perSecond: z.int().min(1).max(1000).default(10).describe("How many events are sent in a second at most."),
});
type Settings = z.output<typeof settings>;

export const webhook: SinkKind<Settings> = {
  kind: "webhook",
  about: "An address of your own, which gets each change of a finding as a signed event.",
  style: "each",
  tells: new Set(changeKinds),
  settings,
  open: async (settings, opening) => new Webhook(settings, opening),
};

class Webhook implements Sink {
  readonly limits: Limits;
  private readonly settings: Settings;
  private readonly opening: Opening;

  constructor(settings: Settings, opening: Opening) {
    this.settings = settings;
    this.opening = opening;
    this.limits = { most: 1, parallel: 4, pace: [{ most: settings.perSecond, perMs: 1000 }] };
  }

  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const delivery of deliveries) {
      const event = eventOf(delivery);
      const refused = refusalOf(await this.post(event.id, this.bodyOf(event)));
      if (refused !== null) throw refused;
      answers.push({ is: "accepted" });
    }
    return answers;
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    return deliveries.map((delivery) => this.bodyOf(eventOf(delivery)));
  }

  /** An event of its own type, which receivers can leave alone. */
  async test(): Promise<readonly Tried[]> {
    const now = this.opening.now();
    const id = `test.${now.getTime()}`;
    const test = { id, type: "clausewatch.test", subject: this.opening.name, time: now.toISOString(), data: {} };
    const what = `${this.settings.address} takes an event of the type clausewatch.test`;
    try {
      const refused = refusalOf(await this.post(id, this.bodyOf(test)));
      return [{ what, wrong: refused === null ? null : refused.message }];
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      return [{ what, wrong: error.message }];
    }
  }

  async close(): Promise<void> {}

  private bodyOf(event: object): string {
    const { source } = this.settings;
    return inertJson({ specversion: "1.0", source, datacontenttype: "application/json", ...event });
  }

  private async post(id: string, body: string): Promise<HttpAnswer> {
    const timestamp = Math.floor(this.opening.now().getTime() / 1000);
    const keys = await Promise.all(this.settings.secrets.map(async (ref) => keyOf(await this.opening.secret(ref))));
    return await this.opening.http({
      method: "POST",
      url: this.settings.address,
      headers: {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": keys.map((key) => signature(key, id, timestamp, body)).join(" "),
      },
      body,
    });
  }
}

/** By the specification of Standard Webhooks, symmetric signatures: https://www.standardwebhooks.com. */
function signature(key: Buffer, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function keyOf(secret: string): Buffer {
  const written = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const key = Buffer.from(written ?? "", "base64");
  if (key.length < 24 || key.length > 64)
    throw new SinkError("later", "the secret of the webhook is not `whsec_` and 24 to 64 bytes in base64");
  return key;
}

const HOUR_MS = 3_600_000;

/** Null where the event was taken. */
function refusalOf(answer: HttpAnswer): SinkError | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  // Whoever answers so wants no more of them: nothing is lost, and somebody has to look.
  if (answer.status === 410) return new SinkError("later", "the webhook answers 410: it wants no more events", HOUR_MS);
  return answerError(answer, "the webhook");
}
