import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Service } from "../contract/index.ts";
import type { Recording } from "../recording/index.ts";
import { loadApi, type Api } from "./api.ts";
import { parseCall, type Call } from "./call.ts";
import { CredentialBook, type CredentialOptions } from "./credentials.ts";
import { Estate } from "./estate.ts";
import { failure } from "./failure.ts";
import { FaultBook, type Fault, type FaultRule } from "./fault.ts";
import { OrganizationPages, type MadeOrganization } from "./organization.ts";
import { ListingPages, pageOf } from "./pages.ts";
import { prebuild } from "./prebuild.ts";
import { replyTo } from "./reply.ts";
import { refusalOf, refuse, respond, type Response } from "./respond.ts";

export interface ReplayOptions {
  /** What is served; an account may be in one of them only. */
  readonly recordings: readonly Recording[];
  readonly faults?: readonly FaultRule[];
  /** Waited before every answer. */
  readonly latencyMs?: number;
  /** Any free one, if absent. */
  readonly port?: number;
  /** Pages hold no more items than this, whatever is asked for; those of some operations alone, by their names. */
  readonly pageLimit?: number | Readonly<Record<string, number>>;
  readonly credentials?: CredentialOptions;
  /** The organization that the accounts are of; of none, if absent. */
  readonly organization?: MadeOrganization;
  /** Writes all pages before the first call, so that answers cost next to nothing: for measuring who asks. */
  readonly prebuild?: boolean;
}

/** A call that was made; nothing secret in it. */
export interface RequestEntry {
  readonly service: Service;
  readonly operation: string;
  /** Null where the credentials are of no account. */
  readonly account: string | null;
  readonly region: string;
  /** From 1. */
  readonly page: number;
  /** Null where nothing was answered. */
  readonly status: number | null;
  /** What was done to the answer. */
  readonly fault?: Fault;
}

export interface Replay {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Every call, in the order of the answers. */
  readonly requests: readonly RequestEntry[];
  /** Ends all connections; calls that wait for an answer get none. */
  close(): Promise<void>;
}

/** A form of ours is far smaller. */
const MOST_FORM_BYTES = 1024 ** 2;

/** Serves recordings as AWS does, on the loopback interface. Throws `ReplayError` for recordings that it cannot serve. */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const { recordings, faults = [], latencyMs = 0, port = 0, pageLimit = {} } = options;
  const limitOf = (operation: string) =>
    typeof pageLimit === "number" ? pageLimit : (pageLimit[operation] ?? Number.POSITIVE_INFINITY);
  const estate = new Estate(recordings);
  const pages = new ListingPages(estate, limitOf);
  const credentials = new CredentialBook(estate, options.credentials ?? {});
  const organization = new OrganizationPages(options.organization, limitOf);
  const book = new FaultBook(faults);
  const requests: RequestEntry[] = [];
  const closing = new AbortController();

  const apis = new Map<Service, Promise<Api>>();
  const apiOf = (service: Service): Promise<Api> => {
    const api = apis.get(service) ?? loadApi(service);
    apis.set(service, api);
    return api;
  };
  const built = options.prebuild ? await prebuild(estate, pages, apiOf) : new Map<string, Buffer>();

  async function answer(call: Call): Promise<Response> {
    const { service, operation, region } = call;
    const api = await apiOf(service);
    const caller = credentials.identify(call.accessKeyId, call.sessionToken);
    const account = typeof caller === "string" ? null : caller.account;
    const page = pageOf(call);
    const rule = account === null ? undefined : book.next({ service, operation, account, region, page });
    const note = (response: Response): Response => {
      const entry = { service, operation, account, region, page, status: response.status };
      requests.push(rule === undefined ? entry : { ...entry, fault: rule.fault });
      return response;
    };
    if (typeof caller === "string")
      return note(refuse(api, failure(service, caller === "expired" ? "expired" : "credentials")));
    try {
      const refusal = rule === undefined ? null : refusalOf(rule.fault, service);
      const reply = refusal ?? (await replyTo(call, caller, api, { estate, credentials, pages, organization }));
      const id = typeof reply === "object" && "id" in reply ? reply.id : undefined;
      return note(respond(api, operation, reply, rule, id === undefined ? undefined : built.get(id)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return note(refuse(api, { status: 400, code: "ReplayError", message: `${account} ${region}: ${message}` }));
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const call = form === null ? null : parseCall(request.headers, form);
    if (call === null) {
      response
        .writeHead(400, { "content-type": "text/plain" })
        .end("This is no signed call of an API that is replayed.\n");
      return;
    }
    if (latencyMs > 0) await delay(latencyMs, undefined, { signal: closing.signal });
    const { status, type, body, reset } = await answer(call);
    if (status === null) return;
    response.writeHead(status, {
      "content-type": `${type};charset=UTF-8`,
      "content-length": Math.max(body.length, reset ? 1 : 0),
    });
    if (!reset) response.end(body);
    else response.write(body.subarray(0, body.length >> 1), () => response.socket?.destroy());
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The request's body; null where it is too long. */
async function readForm(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_FORM_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
