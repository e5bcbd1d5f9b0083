import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** When a connection breaks: the message is lost, its answer is, or the server ended the connection just before. */
export type Cut = "before it arrives" | "before it is answered" | "terminated before it arrives";

interface Order {
  readonly cut: Cut;
  /** Whether a message of the client counts. */
  readonly of: (message: Buffer) => boolean;
  /** Lets the server end every connection but the caller's. */
  readonly terminate: () => Promise<void>;
}

/** Passes connections on to a server on loopback, and breaks one of them once. */
export class Proxy {
  fired = false;
  private left = Number.POSITIVE_INFINITY;
  private readonly server: Server;
  private readonly order: Order;
  private readonly sockets = new Set<Socket>();

  private constructor(port: number, order: Order) {
    this.order = order;
    this.server = createServer((client) => this.pass(client, connect(port, "127.0.0.1")));
  }

  static async start(port: number, order: Order): Promise<Proxy> {
    const proxy = new Proxy(port, order);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** The n-th message that counts, from now. */
  arm(n: number): void {
    this.left = n;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  private pass(client: Socket, server: Socket): void {
    let deaf = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        server.destroy();
      });
    }
    client.on("data", (message: Buffer) => {
      const hit = this.order.of(message) && --this.left === 0;
      if (!hit) {
        server.write(message);
        return;
      }
      this.fired = true;
      if (this.order.cut === "before it arrives") client.destroy();
      else if (this.order.cut === "before it is answered") {
        deaf = true;
        server.write(message);
      } else {
        client.pause();
        const goOn = () => {
          server.write(message);
          client.resume();
        };
        this.order.terminate().then(goOn, goOn);
      }
    });
    server.on("data", (message: Buffer) => {
      if (deaf) client.destroy();
      else client.write(message);
    });
  }
}
