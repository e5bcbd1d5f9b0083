/** What the doubles have in common: HTTP on loopback, faults to order, and a record of what was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Of JSON; else as it came. */
  readonly body: unknown;
  /** What the path holds. */
  readonly parts: readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string as it is, all else as JSON. */
  readonly body?: unknown;
}

/** An exchange, as it would have been without a fault. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly request: unknown;
  readonly status: number;
  readonly reply: unknown;
}

/** `lost`: done, and the connection is cut before the answer. `cut`: not done. A reply: that, and not done. */
export type Fault = "lost" | "cut" | Reply;

export interface DoubleOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** 0: the system chooses. */
  readonly port?: number;
  /** Asked before each call of the API; null: none. */
  readonly fault?: (asked: Pick<Asked, "method" | "path">) => Fault | null;
  /** So many calls of the API in so many milliseconds; more are refused as the real one does. */
  readonly limit?: { readonly most: number; readonly perMs: number };
}

export interface Double {
  /** `http://127.0.0.1:4711` */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (asked: Asked) => Reply;
}

export interface Service {
  /** Of the API; the first that fits. */
  readonly routes: readonly Route[];
  /** Why it is refused before anything is done, such as a wrong password; null: it is not. */
  readonly refuse: (asked: Asked) => Reply | null;
  readonly tooMany: (waitMs: number) => Reply;
  readonly nothing: Reply;
  /** Pages for people; null where there is none. */
  readonly page: (path: string) => Reply | null;
  /** Stands in every answer of the API. */
  readonly headers?: (used: number) => Readonly<Record<string, string>>;
}

const MOST_BYTES = 4 * 1024 * 1024;

export async function serve(service: (url: string) => Service, options: DoubleOptions): Promise<Double> {
  const { now = Date.now, port = 0, fault = () => null } = options;
  const exchanges: Exchange[] = [];
  const window = new Window(options.limit, now);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ready = service(url);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://double");
    const method = request.method ?? "GET";
    const page = method === "GET" ? ready.page(pathname) : null;
    if (page !== null) return send(response, page);
    const order = fault({ method, path: pathname });
    if (order === "cut") return void request.socket.destroy();
    if (order !== null && order !== "lost") return send(response, order);
    const body = await bodyOf(request);
    const asked = { method, path: pathname, query: searchParams, headers: request.headers, body, parts: [] };
    const reply = answerOf(ready, asked, window);
    exchanges.push({
      method,
      path: pathname,
      query: searchParams.toString(),
      request: body,
      status: reply.status,
      reply: reply.body ?? null,
    });
    if (order === "lost") return void request.socket.destroy();
    send(response, { ...reply, headers: { ...ready.headers?.(window.used), ...reply.headers } });
  };

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: Error) => {
      if (!response.headersSent) send(response, { status: 500, body: { message: error.message } });
    });
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, exchanges, close };
}

function answerOf({ routes, refuse, tooMany, nothing }: Service, asked: Asked, window: Window): Reply {
  const waitMs = window.enter();
  if (waitMs > 0) return tooMany(waitMs);
  const refused = refuse(asked);
  if (refused !== null) return refused;
  for (const { method, path, answer } of routes) {
    const match = method === asked.method ? path.exec(asked.path) : null;
    if (match !== null) return answer({ ...asked, parts: match.slice(1).map(decodeURIComponent) });
  }
  return nothing;
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    ...(body === undefined ? {} : { "content-type": isText ? "text/html; charset=utf-8" : "application/json" }),
    ...headers,
  });
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new Error("the body is too long");
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8");
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How many calls there were within the time. */
export class Window {
  private times: number[] = [];
  private readonly limit: DoubleOptions["limit"];
  private readonly now: () => number;

  constructor(limit: DoubleOptions["limit"], now: () => number) {
    this.limit = limit;
    this.now = now;
  }
  get used(): number {
    return this.times.length;
  }
  /** For how many milliseconds nothing more may come; 0: this one may. */
  enter(): number {
    if (this.limit === undefined) return 0;
    const { most, perMs } = this.limit;
    const now = this.now();
    this.times = this.times.filter((at) => at + perMs > now);
    if (this.times.length >= most) return this.times[0]! + perMs - now;
    this.times.push(now);
    return 0;
  }
}

/** Something as it was at each time, for searches that learn late. */
export class Versions<T> {
  private readonly all: { readonly at: number; readonly value: T | null }[] = [];

  /** A copy is kept; null: it is gone. */
  push(at: number, value: T | null): void {
    this.all.push({ at, value: structuredClone(value) });
  }
  /** Null where it was not there yet, or is gone. */
  at(time: number): T | null {
    return this.all.findLast(({ at }) => at <= time)?.value ?? null;
  }
}
