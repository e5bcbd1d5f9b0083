/** The real sink of e-mail, against a server on loopback. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SMTPServerOptions } from "smtp-server";
import { expect } from "vitest";
import { openHttp } from "../../../../src/deliver/http.ts";
import { SinkError, type Delivery, type Sink } from "../../../../src/deliver/sink.ts";
import { mail } from "../../../../src/deliver/sinks/mail/mail.ts";
import { openTcp } from "../../../../src/deliver/tcp.ts";
import { NOW } from "../../tickets/kit.ts";
import { of } from "./digests.ts";
import { HOST, startMailServer, USER, type MailServer } from "./mail-server.ts";

export const FROM = "clausewatch@example.com";
export const TO = ["anna@example.com", "ben@example.org", "cleo@example.net"] as const;

export const told = [of(1, ["opened"]), of(2, ["resolved"])];
export const taken = [{ is: "accepted" }, { is: "accepted" }];

export interface Open {
  /** Those that are undefined are left out. */
  readonly settings?: object;
  /** What the server's name is resolved to. */
  readonly addresses?: readonly string[];
  readonly allowed?: readonly string[];
}

export interface Setup {
  readonly server: MailServer;
  /** Where relative paths begin; it has the server's certificate. */
  readonly folder: string;
  secret: string;
  now: string;
  timeoutMs: number;
  open(how?: Open): Promise<Sink>;
  close(): Promise<void>;
}

export async function setupMail(options: SMTPServerOptions = {}): Promise<Setup> {
  const server = await startMailServer(options);
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-mail-"));
  await writeFile(join(folder, "ca.pem"), server.certificate.cert);
  const { port, password } = server;
  const fine = { host: HOST, port, ca: "ca.pem", user: USER, password: { env: "P" }, from: FROM, to: TO };
  const setup: Setup = {
    server,
    folder,
    secret: password,
    now: NOW,
    timeoutMs: 5000,
    open: async ({ settings = {}, addresses = ["127.0.0.1"], allowed = [] } = {}) => {
      const given = Object.entries({ ...fine, ...settings }).filter(([, value]) => value !== undefined);
      const resolve = async () => addresses.map((address) => ({ address, family: 4 }));
      const reach = { timeoutMs: setup.timeoutMs, allowed, resolve };
      return await mail.open(mail.settings.parse(Object.fromEntries(given)), {
        name: "security-mail",
        http: openHttp({ ...reach, userAgent: "clausewatch/1.2.3" }),
        tcp: openTcp(reach),
        secret: () => Promise.resolve(setup.secret),
        program: "clausewatch 1.2.3",
        folder,
        now: () => new Date(setup.now),
      });
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return setup;
}

export async function failure(sink: Sink, deliveries: readonly Delivery[] = told): Promise<SinkError> {
  const error = await sink.send(deliveries).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SinkError);
  return error as SinkError;
}
