import { randomBytes } from "node:crypto";
import type { Estate } from "./estate.ts";
import { failure, ReplayError, type Failure } from "./failure.ts";

/** The credentials that need no role; they prove nothing, for replay does not verify signatures. */
export const baseCredentials = { accessKeyId: "AKIACLAUSEWATCHDEMO2", secretAccessKey: "replay" } as const;

/** A role that may be assumed. */
export interface Role {
  readonly arn: string;
  /** The external id that its trust policy asks for. */
  readonly externalId?: string;
  /** Who its trust policy lets assume it, by a beginning of the caller's ARN; anybody, if absent. */
  readonly trusts?: string;
  /** How often it may be assumed before it is gone. */
  readonly times?: number;
}

export interface CredentialOptions {
  /** The account of the base credentials; the first of the recording, if absent. */
  readonly base?: string;
  /** The roles there are; any role of a recorded account, if absent. */
  readonly roles?: readonly Role[];
  /** How long sessions last; what AssumeRole asks for, else an hour, if absent. */
  readonly lifetimeSeconds?: number;
  /** The time, in milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

interface Session extends Caller {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The output of AssumeRole. */
type AssumedRole = { readonly Credentials: object; readonly AssumedRoleUser: object };

const roleArn = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id such as AWS gives: four letters that say of what, sixteen random ones. */
function newId(prefix: string): string {
  return prefix + Array.from(randomBytes(16), (byte) => LETTERS[byte % 32]).join("");
}

/** Whose credentials are whose, and who may become whom. */
export class CredentialBook {
  private readonly sessions = new Map<string, Session>();
  private readonly assumed = new Map<string, number>();
  private readonly estate: Estate;
  private readonly options: CredentialOptions;
  private readonly now: () => number;
  private readonly base: Caller;

  constructor(estate: Estate, options: CredentialOptions) {
    this.estate = estate;
    this.options = options;
    this.now = options.now ?? Date.now;
    const base = options.base ?? estate.accounts[0] ?? "";
    const plan = estate.plan(base);
    if (plan === undefined) throw new ReplayError(`account ${base} of the base credentials is in no recording`);
    const arn = plan.identity ?? `arn:${plan.partition}:iam::${base}:user/replay`;
    this.base = { account: base, arn, userId: "AIDACLAUSEWATCHDEMO2" };
  }

  /** Who calls; or why that cannot be said. */
  identify(accessKeyId: string, sessionToken: string): Caller | "unknown" | "expired" {
    if (accessKeyId === baseCredentials.accessKeyId) return sessionToken === "" ? this.base : "unknown";
    const session = this.sessions.get(accessKeyId);
    if (session === undefined || session.token !== sessionToken) return "unknown";
    return session.expires <= this.now() ? "expired" : session;
  }

  /** What AssumeRole answers. */
  assume(params: ReadonlyMap<string, string>, caller: Caller): Failure | AssumedRole {
    const arn = params.get("RoleArn") ?? "";
    const name = params.get("RoleSessionName") ?? "";
    const [, partition, account, role] = roleArn.exec(arn) ?? [];
    if (account === undefined || !/^[\w+=,.@-]{2,64}$/.test(name)) {
      return { status: 400, code: "ValidationError", message: "RoleArn or RoleSessionName is missing or ill-formed" };
    }
    const known: Role | null =
      this.options.roles?.find((role) => role.arn === arn) ?? (this.options.roles ? null : { arn });
    if (known === null || !this.lets(known, params, caller) || this.estate.plan(account) === undefined) {
      return failure(
        "sts",
        "denied",
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    this.assumed.set(arn, (this.assumed.get(arn) ?? 0) + 1);
    const seconds = this.options.lifetimeSeconds ?? Number(params.get("DurationSeconds") ?? 3600);
    const userId = `${newId("AROA")}:${name}`;
    const session: Session = {
      account,
      arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`,
      userId,
      token: randomBytes(48).toString("base64"),
      expires: this.now() + seconds * 1000,
    };
    const accessKeyId = newId("ASIA");
    this.sessions.set(accessKeyId, session);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: randomBytes(30).toString("base64"),
        SessionToken: session.token,
        Expiration: new Date(session.expires),
      },
      AssumedRoleUser: { AssumedRoleId: userId, Arn: session.arn },
    };
  }

  private lets(
    { arn, externalId, trusts = "", times = Number.POSITIVE_INFINITY }: Role,
    params: ReadonlyMap<string, string>,
    caller: Caller,
  ): boolean {
    const idHolds = externalId === undefined || externalId === params.get("ExternalId");
    return idHolds && caller.arn.startsWith(trusts) && (this.assumed.get(arn) ?? 0) < times;
  }
}
