import { timingSafeEqual, createHash } from "node:crypto";
import { chmod, rm } from "node:fs/promises";
import { connect } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

/** What is asked of every process. */
export interface Health {
  /** Parts that must be well, and what is wrong with each; null: it is well. */
  readonly ready: () => Promise<Readonly<Record<string, string | null>>>;
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
}

/** What is asked of a running daemon. */
export interface Operations extends Health {
  /** A scan of what the body names; its answer is sent when it is over. Throws `BadRequest`. */
  readonly scan: (body: unknown) => Promise<object>;
}

/** What whoever asks got wrong. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

export interface Listening {
  /** As it came to be: the port that the system chose, for one. */
  readonly address: string;
  close(): Promise<void>;
}

/** Reads nothing that is longer. */
const MOST_BYTES = 64 * 1024;

/** Health and metrics, for whoever reaches the address, `HOST:PORT`. Scans only for who sends the token; without `asked` there are none at all. */
export async function listenOnPort(
  health: Health,
  address: string,
  asked: { readonly token: () => Promise<string>; readonly scan: Operations["scan"] } | null = null,
): Promise<Listening> {
  const server = serverOf(health);
  if (asked !== null) {
    const scan = async (request: FastifyRequest, reply: FastifyReply) => {
      if (isToken(request.headers.authorization, await asked.token())) return await asked.scan(request.body);
      return await reply
        .code(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "the token is missing or wrong" });
    };
    server.post("/scan", scan);
  }
  const at = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, at).replaceAll(/[[\]]/g, ""), Number(address.slice(at + 1))];
  return { address: await server.listen({ host, port }), close: () => server.close() };
}

/** The same and scans, for whoever may open the socket: its owner. Throws where another process listens there. */
export async function listenOnSocket(operations: Operations, path: string): Promise<Listening> {
  if (await answers(path)) throw new Error(`${path}: another clausewatch listens there`);
  // One that a process left behind when it was killed.
  await rm(path, { force: true });
  const server = serverOf(operations);
  const scan = (request: FastifyRequest) => operations.scan(request.body);
  server.post("/scan", scan);
  await server.listen({ path });
  // Who may write to it may ask for scans.
  await chmod(path, 0o600);
  return { address: path, close: () => server.close() };
}

function serverOf({ ready, metrics }: Health): FastifyInstance {
  const server = fastify({ bodyLimit: MOST_BYTES, forceCloseConnections: true });
  server.get("/healthz", async () => ({ status: "alive" }));
  server.get("/readyz", async (_, reply) => {
    const parts = await ready();
    const well = Object.values(parts).every((wrong) => wrong === null);
    return await reply.code(well ? 200 : 503).send({ status: well ? "ready" : "not ready", parts });
  });
  server.get("/metrics", async (_, reply) => {
    const { type, body } = await metrics();
    return await reply.header("content-type", type).send(body);
  });
  server.setErrorHandler(async (error: Error & { statusCode?: number }, _, reply) => {
    const code = error instanceof BadRequest ? 400 : (error.statusCode ?? 500);
    return await reply.code(code).send({ error: error.message });
  });
  server.setNotFoundHandler(async (_, reply) => await reply.code(404).send({ error: "there is nothing here" }));
  return server;
}

function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (\S+)$/.exec(header ?? "")?.[1];
  if (given === undefined || token === "") return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
