/** HTTP to sinks: an answer that never came is told apart from a request that never left, and no address is reached that the operator did not allow. */
import { request as plain, type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as tls } from "node:https";
import { SinkError } from "./error.ts";
import { guarded, type GuardOptions } from "./guard.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * Whatever status comes is an answer; what is GET follows up to three redirections within the same host. Throws a
 * SinkError: `later` where nothing was sent, `unsure` where no whole answer came, `refused` for a forbidden address.
 */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpOptions extends GuardOptions {
  /** For one try, from the name to the end of the answer. */
  readonly timeoutMs: number;
  /** As the user agent says it: `clausewatch/1.2.3`. */
  readonly userAgent: string;
}

const MOST_REDIRECTIONS = 3;
const LARGEST_BYTES = 16 * 1024 * 1024;

export function openHttp(options: HttpOptions): Http {
  return async (request) => {
    for (let url = new URL(request.url), left = MOST_REDIRECTIONS; ; left--) {
      const answer = await once(url, request, options);
      const { location } = answer.headers;
      const goesOn = answer.status >= 300 && answer.status < 400 && location !== undefined;
      if (!goesOn || request.method !== "GET" || left === 0) return answer;
      const next = URL.parse(location, url.href);
      // What authorises with one host is nothing for another.
      if (next?.origin !== url.origin) return answer;
      url = next;
    }
  };
}

function once(url: URL, request: HttpRequest, options: HttpOptions): Promise<HttpAnswer> {
  const { timeoutMs, userAgent } = options;
  return new Promise((resolve, reject) => {
    const where = url.host;
    if (url.protocol !== "https:" && url.protocol !== "http:")
      return reject(new SinkError("refused", `${where}: ${url.protocol} is not spoken here`));
    const host = url.hostname.replaceAll(/^\[|\]$/g, "");
    let sent = false;
    const given: RequestOptions = {
      method: request.method,
      headers: {
        "user-agent": userAgent,
        ...request.headers,
        ...(request.body === undefined ? {} : { "content-length": String(Buffer.byteLength(request.body)) }),
      },
      lookup: guarded(host, options),
      signal: AbortSignal.timeout(timeoutMs),
      agent: false,
    };
    const fail = (error: Error) => {
      if (error instanceof SinkError) return reject(error);
      const { cause } = error;
      const why =
        error.name === "AbortError" || cause instanceof DOMException
          ? `no answer in ${timeoutMs / 1000} s`
          : error.message;
      reject(new SinkError(sent ? "unsure" : "later", `${where}: ${why}`));
    };
    const answered = (incoming: IncomingMessage) => {
      read(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, headers: headersOf(incoming), body }),
        fail,
      );
    };
    let out: ClientRequest;
    try {
      out = (url.protocol === "https:" ? tls : plain)(url, given, answered);
    } catch (error) {
      // What no header may hold, such as a secret of two lines.
      return fail(error as Error);
    }
    out.on("error", fail);
    // Only now is there somebody who could read the request: what fails before was never sent.
    out.on("socket", (socket) => {
      const ready = url.protocol === "https:" ? "secureConnect" : "connect";
      socket.once(ready, () => {
        sent = true;
      });
    });
    out.end(request.body);
  });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BYTES) throw new Error(`the answer is longer than ${LARGEST_BYTES} bytes`);
    parts.push(part);
  }
  if (!incoming.complete) throw new Error("the answer broke off");
  return Buffer.concat(parts).toString("utf8");
}

function headersOf({ headers }: IncomingMessage): HttpAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
