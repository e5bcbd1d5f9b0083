/** Between a sink and its server: loses requests and answers, refuses for load, and ends the process that asked. */
import { once } from "node:events";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const fates = [
  /** The process dies, and the server never hears of the request. */
  "killed before",
  /** The process dies while the server works. */
  "killed during",
  /** The process dies as the answer comes. */
  "killed after",
  /** The connection ends before the server heard of the request. */
  "reset",
  /** The server does the work, and the answer is lost. */
  "answer lost",
  /** Something before the server fails, and the server never hears of it. */
  "500",
  /** The server does the work, and something before it answers that it did not. */
  "502",
  /** Something before the server asks to come again later. */
  "429",
] as const;
export type Fate = (typeof fates)[number] | "done";

export interface Proxied {
  /** Where the server is. */
  readonly target: string;
  /** Asked for each request, such as `POST /REST/2.0/ticket`. */
  readonly fate: (request: string) => Fate;
  /** Ends the process that asks here, at once. */
  readonly kill: () => void;
}

export interface Proxy {
  readonly url: string;
  /** When the server has answered all that it was asked. */
  idle(): Promise<void>;
  close(): void;
}

export async function startProxy({ target, fate, kill }: Proxied): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const working = new Set<Promise<unknown>>();
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const will = fate(`${incoming.method} ${incoming.url?.replace(/\?.*$/, "")}`);
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    if (will === "killed before") return kill();
    if (will === "reset") return void incoming.socket.resetAndDestroy();
    if (will === "500") return void outgoing.writeHead(500).end();
    if (will === "429") return void outgoing.writeHead(429, { "retry-after": "2" }).end();
    const { method, url: path, headers } = incoming;
    const out = ask({ hostname, port, path, method, headers, agent: false });
    out.end(Buffer.concat(parts));
    await once(out, "finish");
    if (will === "killed during") kill();
    const [answer] = (await once(out, "response")) as [IncomingMessage];
    const body: Buffer[] = [];
    for await (const part of answer as AsyncIterable<Buffer>) body.push(part);
    if (will === "502") return void outgoing.writeHead(502).end();
    if (will === "answer lost") incoming.socket.destroy();
    if (incoming.socket.destroyed) return;
    const told = new Promise((resolve) => outgoing.once("close", resolve));
    outgoing.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(body));
    if (will !== "killed after") return;
    await told;
    kill();
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
