/** A channel of Slack, which gets a digest: by a bot's token, or by an incoming webhook. */
import { z } from "zod";
import { inert } from "../../report/index.ts";
import type { HttpAnswer } from "../http.ts";
import { answerError, retryAfterMs } from "../refusals.ts";
import { address, isSafe, secret } from "../settings.ts";
import { SinkError, type Answer, type Delivery, type Limits, type Opening, type Sink, type SinkKind } from "../sink.ts";
import type { Tried } from "../sink.ts";
import { digestOf, digestTells, type Digest } from "../text/digest.ts";
import { plain } from "../text/index.ts";
import { escapeSlack, slackBlocks, type SlackBlock } from "../text/mrkdwn.ts";
import { digestLimits, digestSettings, needless } from "./digest.ts";

const bot = z.strictObject({
  token: secret.describe(
    "The token of a bot, `xoxb-…`, with the scopes chat:write and channels:history or groups:history.",
  ),
  channel: z
    .string()
    .regex(
      /^[CG][A-Z0-9]{5,30}$/,
      "must be the id of a channel, such as C024BE91L: it stands at the end of its details",
    )
    .describe("The id of the channel, of which the bot must be a member."),
  api: address.default("https://slack.com/api").describe("Another one for GovSlack: https://slack-gov.com/api."),
});

const settings = z
  .strictObject({
    bot: bot.exactOptional().describe("Told once, whatever is lost: what may have been sent is looked for first."),
    webhook: secret
      .exactOptional()
      .describe("The address of an incoming webhook, which is a secret. A digest whose answer is lost comes again."),
    ...digestSettings,
  })
  .refine(({ bot, webhook }) => (bot === undefined) !== (webhook === undefined), "needs either bot or webhook");
type Settings = z.output<typeof settings>;
type Bot = z.output<typeof bot>;

export const slack: SinkKind<Settings> = {
  kind: "slack",
  about: "A channel of Slack, which gets a digest of what opened, resolved, reopened, or is no longer waived.",
  style: "digest",
  tells: digestTells,
  settings,
  open: async (settings, opening) => new Slack(settings, opening),
};

const EVENT = "clausewatch_digest";

class Slack implements Sink {
  readonly limits: Limits;
  private readonly settings: Settings;
  private readonly opening: Opening;

  constructor(settings: Settings, opening: Opening) {
    this.settings = settings;
    this.opening = opening;
    this.limits = digestLimits(settings);
  }

  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    const digest = digestOf(this.opening.name, deliveries);
    if (digest === null) return needless(deliveries);
    const { bot } = this.settings;
    if (bot === undefined) await this.hook(JSON.stringify(messageOf(digest)));
    else if (!(await this.isThere(bot, digest, sinceOf(deliveries)))) {
      const metadata = { event_type: EVENT, event_payload: { digest: digest.id } };
      await this.call(bot, "chat.postMessage", { channel: bot.channel, metadata, ...messageOf(digest) });
    }
    return deliveries.map(() => ({ is: "accepted" }));
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    const digest = digestOf(this.opening.name, deliveries);
    return digest === null ? [] : [`${digest.title}\n\n${plain(digest.body)}`];
  }

  async test(): Promise<readonly Tried[]> {
    const { bot } = this.settings;
    if (bot === undefined)
      return [await tried("the webhook is there (nothing is sent to see it)", () => this.hook("{}", [400]))];
    return [
      await tried("the bot signs in, and may send", async () => {
        const { scopes } = await this.call(bot, "auth.test", {});
        if (scopes !== undefined && !/(^|[ ,])chat:write($|[ ,])/.test(scopes))
          throw new SinkError("later", "it lacks the scope chat:write");
      }),
      await tried("the bot may read the channel, to find what may have been sent", async () => {
        await this.call(bot, "conversations.history", { channel: bot.channel, limit: 1 });
      }),
    ];
  }

  async close(): Promise<void> {}

  /** Whether the digest stands in the channel already. Of one with very much traffic not all of it is read: rather twice than never. */
  private async isThere(bot: Bot, { id }: Digest, since: number): Promise<boolean> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { body } = await this.call(bot, "conversations.history", {
        channel: bot.channel,
        oldest: String(since),
        limit: 200,
        include_all_metadata: true,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const { messages, response_metadata: next } = read(historyShape, body);
      if (messages.some(({ metadata: of }) => of?.event_type === EVENT && of.event_payload.digest === id)) return true;
      cursor = next?.next_cursor ?? "";
      if (cursor === "") return false;
    }
    return false;
  }

  /** Throws a SinkError where it is not ok, with what that means for what was asked. */
  private async call(bot: Bot, method: string, given: object): Promise<{ body: unknown; scopes: string | undefined }> {
    const token = await this.opening.secret(bot.token);
    if (!/^[\w.-]+$/.test(token)) throw new SinkError("later", "the token of the bot is none: it begins with xoxb-");
    const { http } = this.opening;
    const isRead = method === "conversations.history";
    const answer = await http({
      method: "POST",
      url: `${bot.api.replace(/\/+$/, "")}/${method}`,
      headers: {
        authorization: `Bearer ${token}`,
        // Reading takes no JSON.
        "content-type": isRead ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8",
      },
      body: isRead ? new URLSearchParams(Object.entries(given).map(pair)).toString() : JSON.stringify(given),
    });
    if (answer.status !== 200) throw ofMethod(method, answerError(hiding(answer, token), `Slack's ${method}`));
    const body = parsed(answer.body);
    const { ok, error = "" } = read(okShape, body);
    if (!ok) throw ofMethod(method, refusal(`Slack's ${method}`, error.replaceAll(token, HIDDEN), answer));
    return { body, scopes: answer.headers["x-oauth-scopes"] };
  }

  private async hook(body: string, fine: readonly number[] = []): Promise<void> {
    const url = await this.opening.secret(this.settings.webhook!);
    if (!isSafe(url)) throw new SinkError("later", "the address of Slack's webhook is none: it begins with https://");
    const headers = { "content-type": "application/json; charset=utf-8" };
    const answer = await this.opening.http({ method: "POST", url, headers, body });
    if (answer.status === 200 || fine.includes(answer.status)) return;
    throw answerError(hiding(answer, url, new URL(url).pathname), "Slack's webhook");
  }
}

const MOST_PAGES = 25;
/** How far the clock of the store and Slack's may differ. */
const CLOCKS_SECONDS = 3600;

/** What tells a change was sent after it; in seconds, as Slack counts. */
function sinceOf(deliveries: readonly Delivery[]): number {
  const times = deliveries.flatMap(({ changes }) => changes.map(({ change }) => Date.parse(change.at)));
  return Math.max(0, Math.floor(times.reduce((a, b) => Math.max(a, b), 0) / 1000) - CLOCKS_SECONDS);
}

/** `text` is what notifications show. */
function messageOf({ title, body }: Digest): {
  text: string;
  blocks: readonly SlackBlock[];
  unfurl_links: false;
  unfurl_media: false;
} {
  const blocks = slackBlocks([{ is: "paragraph", of: [{ is: "strong", text: title }] }, ...body]);
  return { text: escapeSlack(title), blocks, unfurl_links: false, unfurl_media: false };
}

const okShape = z.object({ ok: z.boolean(), error: z.string().optional() });
/** Others write there, too. */
const metadata = z
  .object({ event_type: z.string(), event_payload: z.object({ digest: z.string() }) })
  .optional()
  .catch(undefined);
const historyShape = z.object({
  messages: z.array(z.object({ metadata })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

/** It is the message that is wrong: https://docs.slack.dev/reference/methods/chat.postMessage#errors. */
const REFUSED = new Set(
  "invalid_arguments invalid_array_arg invalid_blocks invalid_blocks_format invalid_json json_not_object metadata_too_large invalid_metadata_format invalid_metadata_schema msg_blocks_too_long msg_too_long no_text".split(
    " ",
  ),
);
const UNSURE = new Set(["fatal_error", "internal_error", "request_timeout"]);

/** All others are about the token, the channel or the load: what was sent is as good as before. */
function refusal(what: string, error: string, answer: HttpAnswer): SinkError {
  const why = `${what} answers ${inert(error, 100)}`;
  if (REFUSED.has(error)) return new SinkError("refused", why);
  return UNSURE.has(error) ? new SinkError("unsure", why) : new SinkError("later", why, retryAfterMs(answer));
}

/** What cannot be asked says nothing of the digest. */
function ofMethod(method: string, error: SinkError): SinkError {
  return method === "chat.postMessage" ? error : new SinkError("later", error.message, error.afterMs);
}

const HIDDEN = "[hidden]";

/** The answer without secrets, should the other side have repeated them. */
function hiding(answer: HttpAnswer, ...secrets: readonly string[]): HttpAnswer {
  const known = secrets.filter(({ length }) => length > 1);
  return { ...answer, body: inert(known.reduce((left, each) => left.replaceAll(each, HIDDEN), answer.body)) };
}

async function tried(what: string, work: () => Promise<void>): Promise<Tried> {
  try {
    await work();
    return { what, wrong: null };
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return { what, wrong: error.message };
  }
}

function pair([name, value]: [string, unknown]): [string, string] {
  return [name, String(value)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const { success, data } = shape.safeParse(body);
  if (!success) throw new SinkError("unsure", "Slack's answer is not what it should be");
  return data;
}
