/** Where the credentials of an account come from: the SDK's standard chain, a role assumed from it, a role from that. */
import type { Listing } from "../contract/index.ts";
import { MalformedAnswer, NoCredentials, RoleNotAssumed, unreadable } from "./failure.ts";
import { Clients } from "./clients.ts";
import { Session, type CallSettings, type Credentials, type CredentialSource, type Shared } from "./session.ts";
import type { Traffic } from "./traffic.ts";

/** How an account is entered. */
export interface Entry {
  /** A profile of the SDK's shared configuration files to begin with. */
  readonly profile?: string;
  /** ARN of a role that is assumed first, from which the other is. */
  readonly via?: string;
  /** ARN of the role that is assumed for reading. */
  readonly role?: string;
  /** Sent with each role that is assumed; one whose trust policy asks for none takes no notice. */
  readonly externalId?: string;
}

/**
 * Names the session in the account's CloudTrail. AWS limits the session of a role that was assumed from another to an
 * hour, whatever the role allows: an hour is what is asked for always, and what it is unless said.
 */
const SESSION_NAME = "clausewatch";

const assumeRole = {
  service: "sts",
  operation: "AssumeRole",
  iam: ["sts:AssumeRole"],
} as const as unknown as Listing;

/** All credentials of a source; what several accounts begin with is got once. */
export class Keyring {
  private readonly beginnings = new Map<string, Session>();
  private readonly region: string;
  private readonly settings: CallSettings;
  private readonly shared: Shared;
  private readonly traffic: Traffic;

  /** `region`: of the STS endpoint that roles are assumed at. `clients`: those of several sources that are open together. */
  constructor(
    region: string,
    settings: CallSettings,
    handler: Promise<unknown>,
    traffic: Traffic,
    clients: Clients = new Clients(),
  ) {
    this.region = region;
    this.settings = settings;
    this.shared = { clients, handler };
    this.traffic = traffic;
  }

  /** The session for reading an account. */
  session(entry: Entry): Session {
    const { role } = entry;
    return role === undefined
      ? this.beginning(entry)
      : this.open(this.assumed(this.beginning(entry), role, entry.externalId));
  }

  /** Assumes the role once, with this external id; for nothing but to see whether it can be. Throws where it cannot. */
  async tryRole(entry: Entry & { readonly role: string }, externalId: string | undefined): Promise<void> {
    await this.assumed(this.beginning(entry), entry.role, externalId)();
  }

  /** What a role is assumed from. Shared: with an organization, most accounts begin alike. */
  private beginning({ profile, via, externalId }: Entry): Session {
    const name = JSON.stringify([profile, via, via === undefined ? null : externalId]);
    let session = this.beginnings.get(name);
    if (session === undefined) {
      const chain = standardChain(profile);
      const source = via === undefined ? chain : this.assumed(this.open(chain), via, externalId);
      this.beginnings.set(name, (session = this.open(source)));
    }
    return session;
  }

  private open(source: CredentialSource): Session {
    return new Session(source, this.settings, this.shared, this.shared.clients.numberSession());
  }

  /** Credentials of an assumed role, from the regional STS endpoint. */
  private assumed(from: Session, role: string, externalId: string | undefined): CredentialSource {
    // STS counts against the account that assumes, which is the same for all.
    const gate = this.traffic.paced("assuming", this.region, assumeRole);
    const call = from.caller(this.region, assumeRole, gate);
    const input = {
      RoleArn: role,
      RoleSessionName: SESSION_NAME,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    };
    return async () => {
      try {
        return credentialsIn(await call(input));
      } catch (error) {
        // The role before it could not be assumed: that is what failed.
        if (error instanceof RoleNotAssumed) throw error;
        const where = { account: role.split(":")[4] ?? "", region: this.region };
        const why = unreadable(error, assumeRole, where, externalId);
        throw new RoleNotAssumed({ ...why, message: `${role}: ${why.message}` });
      }
    };
  }
}

function standardChain(profile: string | undefined): CredentialSource {
  return async () => {
    const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    try {
      return await fromNodeProviderChain(profile === undefined ? {} : { profile })();
    } catch (error) {
      throw NoCredentials.from(error, profile ?? process.env["AWS_PROFILE"]);
    }
  };
}

function credentialsIn({ Credentials: sent }: Record<string, unknown>): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (sent ?? {}) as Record<string, unknown>;
  const texts = [AccessKeyId, SecretAccessKey, SessionToken];
  if (!texts.every((text) => typeof text === "string" && text !== "")) {
    throw new MalformedAnswer("NoCredentials", "the answer has no credentials");
  }
  const [accessKeyId, secretAccessKey, sessionToken] = texts as [string, string, string];
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return Expiration instanceof Date ? { ...credentials, expiration: Expiration } : credentials;
}
