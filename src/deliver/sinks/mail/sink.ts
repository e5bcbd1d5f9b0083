import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SinkError, type Answer, type Delivery, type Limits, type Opening, type Sink } from "../../sink.ts";
import type { Tried } from "../../sink.ts";
import { digestOf } from "../../text/digest.ts";
import { digestLimits, needless } from "../digest.ts";
import { Conversation, isYes, type Reply } from "./conversation.ts";
import { messageOf, textOf } from "./message.ts";
import { portOf, type MailSettings } from "./settings.ts";

export class Mail implements Sink {
  readonly limits: Limits;
  private readonly settings: MailSettings;
  private readonly opening: Opening;

  constructor(settings: MailSettings, opening: Opening) {
    this.settings = settings;
    this.opening = opening;
    this.limits = digestLimits(settings);
  }

  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    const { name } = this.opening;
    const digest = digestOf(name, deliveries);
    if (digest === null) return needless(deliveries);
    const message = await messageOf(digest, this.settings, name, this.opening.now());
    const talk = await this.open();
    try {
      await talk.signIn();
      await this.tell(talk, message, this.isPatient(deliveries));
    } finally {
      talk.close();
    }
    return deliveries.map(() => ({ is: "accepted" }));
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    const { name } = this.opening;
    const { from, to } = this.settings;
    const digest = digestOf(name, deliveries);
    if (digest === null) return [];
    return [`From: ${from}\nTo: ${to.join(", ")}\nSubject: ${digest.title}\n\n${textOf(digest, name)}`];
  }

  async test(): Promise<readonly Tried[]> {
    const { host, security, user, from } = this.settings;
    const tried: Tried[] = [];
    const works = async (what: string, work: () => Promise<void>): Promise<boolean> => {
      const wrong = await wrongOf(work);
      tried.push({ what, wrong });
      return wrong === null;
    };
    const how = security === "none" ? "without TLS" : "by TLS, with a certificate for that name";
    let talk: Conversation | undefined;
    try {
      const isOpen = await works(`${host} answers ${how}`, async () => {
        talk = await this.open();
      });
      if (!isOpen || (user !== undefined && !(await works(`${user} signs in`, () => talk!.signIn())))) return tried;
      let replies: readonly Reply[] = [];
      await works(`it takes mail from ${from} (nothing is sent to see it)`, async () => {
        replies = await talk!.askFor(this.settings);
      });
      for (const { to, status, said } of replies)
        tried.push({ what: `it takes mail for ${to}`, wrong: isYes(status) ? null : `it answers ${said}` });
      return tried;
    } finally {
      talk?.close();
    }
  }

  async close(): Promise<void> {}

  private async open(): Promise<Conversation> {
    const { settings, opening } = this;
    const { host, security, user, password } = settings;
    const credentials = user === undefined ? null : { user, password: await opening.secret(password!) };
    const ca = settings.ca === undefined ? {} : { ca: await readCa(resolve(opening.folder, settings.ca)) };
    return await Conversation.open({ host, port: portOf(settings), security, ...ca }, credentials, opening.tcp);
  }

  private async tell(talk: Conversation, message: Buffer, isPatient: boolean): Promise<void> {
    const { from } = this.settings;
    const replies = await talk.askFor(this.settings);
    const taken = replies.filter(({ status }) => isYes(status));
    const not = replies.filter(({ status }) => !isYes(status));
    if (taken.length === 0) throw new SinkError("later", `it goes to nobody: ${wordsOf(not)}`);
    const putOff = not.filter(({ status }) => status < 500);
    if (putOff.length > 0 && isPatient)
      throw new SinkError("later", `it goes to nobody until these are not put off any more: ${wordsOf(putOff)}`);
    not.push(...(await talk.send({ from, to: taken.map(({ to }) => to) }, message)));
    // It is parked, so that somebody sees who did not get it.
    if (not.length > 0) throw new SinkError("refused", `it went to the others, and not to ${wordsOf(not)}`);
  }

  /**
   * Whether who is put off, such as by a greylist, is waited for, so that they all get it once: for an hour at least. It
   * ends, for a mailbox may be full for good, and by the age of what is told, for a process may have begun just now.
   */
  private isPatient(deliveries: readonly Delivery[]): boolean {
    const { everyMs, quiet } = this.limits.digest!;
    const quietMinutes = quiet === null ? 0 : (quiet.to - quiet.from + DAY_MINUTES) % DAY_MINUTES;
    const patienceMs = everyMs + (quietMinutes + 60) * 60_000;
    const times = deliveries.flatMap(({ changes }) => changes.map(({ change }) => Date.parse(change.at)));
    const last = times.reduce((a, b) => Math.max(a, b), 0);
    return this.opening.now().getTime() - last < patienceMs;
  }
}

const DAY_MINUTES = 1440;
const MOST_NAMED = 5;

function wordsOf(replies: readonly Reply[]): string {
  const named = replies.slice(0, MOST_NAMED).map(({ to, said }) => `${to} (${said})`);
  const more = replies.length - named.length;
  return `${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

async function readCa(path: string): Promise<string> {
  return await readFile(path, "utf8").catch((error: Error) => {
    throw new SinkError("later", `the certificates of ca cannot be read: ${error.message}`);
  });
}

async function wrongOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return error.message;
  }
}
