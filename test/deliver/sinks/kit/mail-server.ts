/** A mail server on loopback, by TLS, that does as it is told. */
import type { AddressInfo, Socket } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { certificateOf, type Certificate } from "../../../kit/certificate.ts";

export const HOST = "mail.example.test";
export const USER = "clausewatch";

export interface Got {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** What it answers: a code and words, or it ends the connection, before or after it took what it was sent. */
export type Says = readonly [code: number, words: string] | "cut" | "lost" | "silent" | null;

export interface MailServer {
  readonly port: number;
  readonly certificate: Certificate;
  readonly got: Got[];
  /** Whom it was asked to take mail for, in all conversations. */
  readonly asked: string[];
  /** How many connections are open. */
  readonly open: () => number;
  password: string;
  /** To a sender or a recipient, by address; null takes it. */
  says: (address: string) => Says;
  /** To a message. */
  saysToMessage: Says;
  close(): Promise<void>;
}

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const certificate = certificateOf(HOST);
  const sockets = new Set<Socket>();
  const got: Got[] = [];
  const asked: string[] = [];
  // Not what lies beneath TLS: Node does not survive that in a handshake.
  const cut = () => {
    for (const { _socket: socket } of server.connections) socket.destroy();
  };
  const answer = (says: Says, done: (error?: Error | null) => void) => {
    if (says === null) done();
    else if (typeof says === "object") done(Object.assign(new Error(says[1]), { responseCode: says[0] }));
    else if (says !== "silent") cut();
  };
  const server = new SMTPServer({
    ...certificate,
    secure: true,
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth: ({ username, password }, _, done) => {
      if (username === USER && password === there.password) return done(null, { user: username });
      const sent = Buffer.from(`\0${username}\0${password}`).toString("base64");
      const words = `no ${password} ${Buffer.from(password!).toString("base64")} ${sent}`;
      done(Object.assign(new Error(words), { responseCode: 535 }));
    },
    onMailFrom: ({ address }, _, done) => answer(there.says(address), done),
    onRcptTo: ({ address }, _, done) => {
      asked.push(address);
      answer(there.says(address), done);
    },
    onData: (stream, { envelope }, done) => {
      if (there.saysToMessage === "cut") return void stream.once("readable", cut);
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
        const raw = Buffer.concat(parts);
        if (there.saysToMessage === null || there.saysToMessage === "lost") {
          const to = envelope.rcptTo.map(({ address }) => address);
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          got.push({ from, to, raw: raw.toString("utf8"), mail: await simpleParser(raw) });
        }
        answer(there.saysToMessage, done);
      })();
    },
    ...options,
  });
  // Whoever is cut off, or does not trust the certificate, is an error to it.
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const there: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    certificate,
    got,
    asked,
    open: () => sockets.size,
    password: "s3cret-pa55",
    says: () => null,
    saysToMessage: null,
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return there;
}
