/** One conversation with a mail server. Where it fails, that says whether the message may have been taken: not before it was begun. */
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { NodemailerError } from "nodemailer/lib/errors";
import SMTPConnection, { type CustomAuthenticationContext, type SentMessageInfo } from "nodemailer/lib/smtp-connection";
import { inert } from "../../../report/index.ts";
import { SinkError } from "../../error.ts";
import type { Tcp } from "../../tcp.ts";
import type { Envelope } from "./message.ts";

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  /** Certificates (PEM) that are trusted in place of those that Node trusts. */
  readonly ca?: string;
}

/** What the server says of a recipient. */
export interface Reply {
  readonly to: string;
  /** 2xx: it takes mail for them; 4xx: not now; 5xx: never. */
  readonly status: number;
  /** On one line, inert. */
  readonly said: string;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

type Done<T> = (error: Error | null | undefined, result?: T) => void;

/** The answer to a message takes as long as filters take to read it: ten minutes, says RFC 5321, 4.5.3.2.6, or it comes twice. */
const LONGER = 20;
const LONGEST = 200;
/** A way of signing in that is none: it lends what sends commands, of which nodemailer sends a few alone. */
const COMMANDS = "COMMANDS";

/** All that it is asked for throws a SinkError where it fails. */
export class Conversation {
  private readonly connection: SMTPConnection;
  private readonly server: Server;
  private readonly credentials: Credentials | null;
  private readonly timeoutMs: number;
  private readonly broken: Promise<never>;
  private commands: CustomAuthenticationContext["sendCommand"] | undefined;

  private constructor(server: Server, credentials: Credentials | null, socket: Socket, timeoutMs: number) {
    const { host, security, ca } = server;
    this.server = server;
    this.credentials = credentials;
    this.timeoutMs = timeoutMs;
    this.connection = new SMTPConnection({
      connection: socket,
      host,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      tls: { minVersion: "TLSv1.2", rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
      // Who does not answer a goodbye is left.
      socketCloseTimeout: 1000,
      customAuth: { [COMMANDS]: (context) => this.lend(context) },
    });
    this.broken = new Promise((_, reject) => {
      this.connection.on("error", reject);
      // Whoever asks is told first what the server said at the end.
      this.connection.on("end", () => setImmediate(reject, new Error("the server ended the conversation")));
    });
    this.broken.catch(() => undefined);
  }

  /** Connected, by TLS where the server's security says so. `credentials`: null where nobody signs in. */
  static async open(server: Server, credentials: Credentials | null, tcp: Tcp): Promise<Conversation> {
    const socket = await tcp.connect(server.host, server.port);
    const talk = new Conversation(server, credentials, socket, tcp.timeoutMs);
    try {
      await talk.step<void>((done) => talk.connection.connect(done));
    } catch (error) {
      talk.close();
      throw talk.later(error as NodemailerError);
    }
    return talk;
  }

  async signIn(): Promise<void> {
    if (this.credentials === null) return;
    const { user, password: pass } = this.credentials;
    try {
      await this.step<boolean>((done) => this.connection.login({ user, pass }, done));
    } catch (error) {
      throw this.later(error as NodemailerError);
    }
  }

  /** What it says of each recipient. Nothing is sent to anybody. */
  async askFor({ from, to }: Envelope): Promise<readonly Reply[]> {
    await this.asked(`MAIL FROM:<${from}>`);
    const replies: Reply[] = [];
    for (const each of to) replies.push({ to: each, ...(await this.ask(`RCPT TO:<${each}>`)) });
    await this.asked("RSET");
    return replies;
  }

  /** Gives what it says of those who did not take it after all. */
  async send({ from, to }: Envelope, message: Buffer): Promise<readonly Reply[]> {
    let isBegun = false;
    const parts = function* () {
      isBegun = true;
      yield message;
    };
    const envelope = { from, to: [...to], size: message.length };
    try {
      const { rejectedErrors = [] } = await this.step<SentMessageInfo>(
        (done) => this.connection.send(envelope, Readable.from(parts()), done),
        LONGER * this.timeoutMs,
      );
      return rejectedErrors.map((error) => ({ to: error.recipient ?? "", ...this.replyOf(error.response ?? "") }));
    } catch (error) {
      const failure = error as NodemailerError;
      const isTooLarge = failure.code === "EMESSAGE" && failure.responseCode === undefined && !isBegun;
      if (isTooLarge || isRefusal(failure, isBegun)) throw new SinkError("refused", this.why(failure));
      throw isBegun && failure.responseCode === undefined
        ? new SinkError("unsure", this.why(failure))
        : this.later(failure);
    }
  }

  close(): void {
    if (!this.connection.destroyed) this.connection.quit();
    this.connection.close();
  }

  private async asked(command: string): Promise<void> {
    const { status, said } = await this.ask(command);
    if (!isYes(status)) throw this.later(new Error(`it answers ${said} to ${command}`));
  }

  private async ask(command: string): Promise<Omit<Reply, "to">> {
    if (this.commands === undefined) this.connection.login({ method: COMMANDS }, () => undefined);
    try {
      const { response } = await this.step<{ response: string }>((done) => this.commands!(command, done));
      return this.replyOf(response);
    } catch (error) {
      throw this.later(error as NodemailerError);
    }
  }

  private lend({ sendCommand, resolve }: CustomAuthenticationContext): void {
    this.commands = sendCommand;
    resolve();
  }

  private replyOf(response: string): Omit<Reply, "to"> {
    return { status: Number(response.slice(0, 3)) || 0, said: this.quoted(response) };
  }

  private async step<T>(begin: (done: Done<T>) => void, ms = this.timeoutMs): Promise<T> {
    const over = new AbortController();
    const late = setTimeout(ms, undefined, { signal: over.signal }).then(() => {
      throw new Error(`no answer in ${ms / 1000} s`);
    });
    late.catch(() => undefined);
    const work = new Promise<T>((resolve, reject) => {
      begin((error, result) => (error === null || error === undefined ? resolve(result as T) : reject(error)));
    });
    try {
      return await Promise.race([work, this.broken, late]);
    } finally {
      over.abort();
    }
  }

  private later(error: NodemailerError): SinkError {
    return new SinkError("later", this.why(error));
  }

  private why(error: NodemailerError): string {
    const { host, port } = this.server;
    return `${host}:${port}: ${hintOf(error)}${this.quoted(error.message)}`;
  }

  /** What the server says may hold what it was sent. */
  private quoted(text: string): string {
    const hidden = secretsOf(this.credentials).reduce((left, each) => left.replaceAll(each, "[hidden]"), text);
    return inert(hidden.replace(/\s+/g, " ").trim(), LONGEST);
  }
}

/** As it is, and as it is sent; the longest first, for one is within another. */
function secretsOf(credentials: Credentials | null): readonly string[] {
  if (credentials === null) return [];
  const { user, password } = credentials;
  return [base64(`\0${user}\0${password}`), base64(password), password];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function isYes(status: number): boolean {
  return status >= 200 && status < 300;
}

/** It is the message that is wrong: what was sent of it, or its size. Of the rest another message would hear the same. */
function isRefusal({ permanent, responseCode, command }: NodemailerError, isBegun: boolean): boolean {
  return permanent === true && (isBegun || (responseCode === 552 && command === "MAIL FROM"));
}

function hintOf({ code, originalCode, command, response }: NodemailerError): string {
  if (code === "ETLS" && command === "STARTTLS" && response !== undefined)
    return "it does not offer STARTTLS, and nothing is sent without TLS: ";
  if (originalCode === "ERR_SSL_WRONG_VERSION_NUMBER")
    return "it speaks no TLS from the beginning; where it offers STARTTLS, set security: starttls: ";
  return "";
}
