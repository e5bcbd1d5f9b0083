/** Between a sink and its server: loses answers, on demand. */
import { once } from "node:events";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request whose header `x-fate` says so; the server never sees that header. */
type Fate =
  /** The server does the work, and the answer is lost. */
  | "answer lost"
  /** The connection ends while the server works. */
  | "cut"
  /** Something before the server fails, and the server never hears of it. */
  | "500";

export interface Proxy {
  readonly url: string;
  /** When the server has answered all that it was asked. */
  idle(): Promise<void>;
  close(): void;
}

export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const working = new Set<Promise<unknown>>();
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { "x-fate": said, ...headers } = incoming.headers;
    const fate = said as Fate | undefined;
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    if (fate === "500") return void outgoing.writeHead(500).end();
    const out = ask({ hostname, port, path: incoming.url, method: incoming.method, headers, agent: false });
    out.end(Buffer.concat(parts));
    await once(out, "finish");
    if (fate === "cut") incoming.socket.destroy();
    const [answer] = (await once(out, "response")) as [IncomingMessage];
    const body: Buffer[] = [];
    for await (const part of answer as AsyncIterable<Buffer>) body.push(part);
    if (fate === "answer lost") incoming.socket.destroy();
    if (!incoming.socket.destroyed) outgoing.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(body));
  };
  const server = createServer((incoming, outgoing) => {
    const work = forward(incoming, outgoing).catch(() => incoming.socket.destroy());
    working.add(work);
    void work.finally(() => working.delete(work));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    idle: async () => {
      while (working.size > 0) await Promise.all(working);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
