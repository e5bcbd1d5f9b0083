/** Connections to sinks that do not speak HTTP, to the same addresses as by HTTP. */
import { connect, type Socket } from "node:net";
import { SinkError } from "./error.ts";
import { guarded, type GuardOptions } from "./guard.ts";

export interface Tcp {
  /** For one answer of the other side; the connection itself is one. */
  readonly timeoutMs: number;
  /** Throws a SinkError: `later` where nobody answers, `refused` for a forbidden address. */
  connect(host: string, port: number): Promise<Socket>;
}

export function openTcp(options: GuardOptions & { readonly timeoutMs: number }): Tcp {
  const { timeoutMs } = options;
  return {
    timeoutMs,
    connect: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, lookup: guarded(host, options) });
        const fail = (error: Error) =>
          reject(error instanceof SinkError ? error : new SinkError("later", `${host}:${port}: ${error.message}`));
        socket.once("error", fail);
        socket.setTimeout(timeoutMs, () => void socket.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
        socket.once("connect", () => {
          socket.removeListener("error", fail).removeAllListeners("timeout").setTimeout(0);
          resolve(socket);
        });
      }),
  };
}
