import { request } from "node:http";

/** Where a daemon is asked: its socket, or an address with a token. */
export type DaemonAddress =
  | { readonly socket: string }
  | { readonly host: string; readonly port: number; readonly token: string };

/** What a daemon answered; `status` is HTTP's. */
export interface DaemonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks for a scan, and waits until it is over: hours, maybe. Throws what the connection says. */
export function askForScan(address: DaemonAddress, wanted: object): Promise<DaemonAnswer> {
  const text = JSON.stringify(wanted);
  const place = "socket" in address ? { socketPath: address.socket } : { host: address.host, port: address.port };
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...("token" in address ? { authorization: `Bearer ${address.token}` } : {}),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ ...place, method: "POST", path: "/scan", headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = parsed(Buffer.concat(parts).toString("utf8"));
        if (body === null) reject(new Error("what answers there is no clausewatch"));
        else resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

function parsed(text: string): DaemonAnswer["body"] | null {
  try {
    return JSON.parse(text) as DaemonAnswer["body"];
  } catch {
    return null;
  }
}
