/** Sessions: the credentials of one account, and the SDK clients that use them. */
import type { Listing, Service } from "../contract/index.ts";
import { isStaleCredential, isThrottled, wasAsked } from "./failure.ts";
import { loadSdk } from "../sdk/load.ts";
import type { Clients, OpenClient } from "./clients.ts";
import type { Call } from "./pages.ts";
import { LISTING } from "./wire/kept.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialSource = () => Promise<Credentials>;

/** Lets one try of a call out when it may go. The try gives what the SDK does: the answer, as it came and as it was read. */
export type Gate = <T>(attempt: () => Promise<T>) => Promise<T>;

/** Settings of every call. */
export interface CallSettings {
  /** Tries per call, the first included. */
  readonly attempts: number;
  /** Per try, for the whole answer to begin. */
  readonly timeoutSeconds: number;
  /** Calls at the same time. */
  readonly concurrency: number;
  readonly program: string;
  /** Who reads the answers: our one-pass reader (the default), or the SDK's own parser. */
  readonly parser?: "fast" | "sdk";
  /** Told of each try. */
  readonly onCall?: (call: ApiCall) => void;
}

/** A try of a call, and what came of it. */
export interface ApiCall {
  readonly service: Service;
  readonly outcome: "ok" | "throttled" | "failed";
}

/** What all sessions use together. */
export interface Shared {
  readonly clients: Clients;
  /** The connections. */
  readonly handler: Promise<unknown>;
}

/** The SDK's own silent logger has each answer copied and filtered for it; what has no `info` and no `debug` is not told. */
const silent = { warn: () => undefined };

/** Credentials are renewed this long before they end, or after two thirds of a shorter life, so that none ends on the way. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** The credentials and clients of one account. */
export class Session {
  private readonly source: CredentialSource;
  private readonly settings: CallSettings;
  private readonly shared: Shared;
  /** Tells its clients from those of other sessions. */
  private readonly number: number;
  private held: Promise<Held> | null = null;
  /** Counts renewals, so that calls that failed together renew once. */
  private generation = 0;

  constructor(source: CredentialSource, settings: CallSettings, shared: Shared, number: number) {
    this.source = source;
    this.settings = settings;
    this.shared = shared;
    this.number = number;
  }

  /**
   * One call, tried as often as the settings say, each try through the gate. Credentials that AWS calls expired are
   * renewed once, and the call is made again.
   */
  caller(region: string, listing: Listing, gate: Gate): Call {
    return async (input) => {
      const generation = this.generation;
      try {
        return await this.send(region, listing, input, gate);
      } catch (error) {
        if (!isStaleCredential(error)) throw error;
        if (generation === this.generation) this.renew();
        return await this.send(region, listing, input, gate);
      }
    };
  }

  /** A client holds on to its credentials: from now on others are used. */
  private renew(): void {
    this.generation++;
    this.held = null;
  }

  private async send(
    region: string,
    listing: Listing,
    input: Record<string, unknown>,
    gate: Gate,
  ): Promise<Record<string, unknown>> {
    const [sdk, client] = await this.client(listing.service, region);
    const Command = sdk.command(listing.operation);
    const command = new Command(input);
    // After the SDK's retry and before the signature, so that no time passes after it.
    const pass = (next: (args: unknown) => Promise<unknown>, context: Record<string, unknown>) => {
      // AssumeRole comes as a listing that keeps nothing by name: its answer is read whole.
      if ("fields" in listing) context[LISTING] = listing;
      const { onCall } = this.settings;
      return (args: unknown) => gate(() => counted(listing.service, next(args), onCall));
    };
    command.middlewareStack.addRelativeTo(pass, { relation: "after", toMiddleware: "retryMiddleware", name: "gate" });
    return (await client.send(command)) as Record<string, unknown>;
  }

  private client(service: Service, region: string): Promise<OpenClient> {
    const name = `${this.number} ${this.generation} ${service} ${region}`;
    return this.shared.clients.get(name, () => this.open(service, region));
  }

  private async open(service: Service, region: string): Promise<OpenClient> {
    const sdk = await loadSdk(service);
    const protocol =
      this.settings.parser === "sdk" ? undefined : (await import("./wire/protocol.ts")).fastProtocol(service);
    const client = new sdk.Client({
      ...(protocol === undefined ? {} : { protocol }),
      region,
      credentials: () => this.credentials(),
      maxAttempts: this.settings.attempts,
      retryMode: "standard",
      requestHandler: await this.shared.handler,
      logger: silent,
      customUserAgent: this.settings.program.replace(" ", "/"),
    });
    return [sdk, client];
  }

  /** They are renewed before they end. */
  async credentials(): Promise<Credentials> {
    const old = this.held;
    // Many may wait here together: the first renews them for all.
    if (old !== null && (await old).renewAt <= Date.now() && this.held === old) this.held = null;
    const held = (this.held ??= hold(this.source));
    try {
      return (await held).credentials;
    } catch (error) {
      if (this.held === held) this.held = null;
      throw error;
    }
  }
}

async function counted<T>(service: Service, answer: Promise<T>, onCall: CallSettings["onCall"]): Promise<T> {
  try {
    const given = await answer;
    onCall?.({ service, outcome: "ok" });
    return given;
  } catch (error) {
    if (wasAsked(error)) onCall?.({ service, outcome: isThrottled(error) ? "throttled" : "failed" });
    throw error;
  }
}

interface Held {
  readonly credentials: Credentials;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
}

async function hold(source: CredentialSource): Promise<Held> {
  const fetched = Date.now();
  const credentials = await source();
  const ends = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  return { credentials, renewAt: ends - Math.min(RENEW_BEFORE_MS, (ends - fetched) / 3) };
}

/** One pool of connections for all clients. */
export async function connections({ timeoutSeconds, concurrency }: CallSettings): Promise<unknown> {
  const { NodeHttpHandler } = await import("@smithy/node-http-handler");
  const agent = { keepAlive: true, maxSockets: concurrency };
  return new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: timeoutSeconds * 1000,
    throwOnRequestTimeout: true,
    socketTimeout: timeoutSeconds * 1000,
    httpAgent: agent,
    httpsAgent: agent,
  });
}
