import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { limiter, openRoles, type Roles } from "../../../collect/index.ts";
import type { Answer, Delivery, Opening, Sink, Tried } from "../../sink.ts";
import { placed, type Place } from "./finding.ts";
import { Hub } from "./hub.ts";
import { roleIn, type Settings } from "./settings.ts";
import { trySecurityHub } from "./try.ts";

const DAY_MS = 86_400_000;
/** Places that are told at the same time. */
const AT_ONCE = 8;
/** Of a call that assumes a role. */
const ATTEMPTS = 3;
const TIMEOUT_SECONDS = 5;

/** Those of all accounts and regions. */
export class Hubs implements Sink {
  /** Ten calls a second and place, of a hundred findings each, are what AWS takes. */
  readonly limits = { most: 500, parallel: 1, pace: [{ most: 1000, perMs: 1000 }] };
  readonly repeat: { readonly everyMs: number };
  private readonly settings: Settings;
  private readonly opening: Opening;
  private readonly roles: Roles;
  private readonly entered = new Map<string, ReturnType<Roles["enter"]>>();
  private readonly atOnce = limiter(AT_ONCE);

  constructor(settings: Settings, opening: Opening) {
    this.settings = settings;
    this.opening = opening;
    this.repeat = { everyMs: settings.repeatDays * DAY_MS };
    const { program } = opening;
    const calls = { attempts: ATTEMPTS, timeoutSeconds: TIMEOUT_SECONDS, concurrency: AT_ONCE, program };
    this.roles = openRoles({ region: settings.region, calls });
  }

  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    const { findings, byPlace } = this.sorted(deliveries);
    const answers = new Map<AwsSecurityFinding, Answer>();
    await Promise.all(
      byPlace.map(([place, told]) =>
        this.atOnce(async () => {
          const given = await this.tell(place, told);
          for (const [i, finding] of told.entries()) answers.set(finding, given[i]!);
        }),
      ),
    );
    return findings.map((finding) =>
      finding === null ? { is: "needless", why: "it is of no one account" } : answers.get(finding)!,
    );
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    return this.sorted(deliveries).byPlace.map(
      ([{ account, region }, told]) => `BatchImportFindings in ${account} ${region}\n${JSON.stringify(told, null, 2)}`,
    );
  }

  test(): Promise<readonly Tried[]> {
    return trySecurityHub({
      ...this.settings,
      ...(this.opening.reads ?? { accounts: [], regions: [] }),
      now: this.opening.now(),
      tell: (place, finding) => this.atOnce(() => this.tell(place, [finding])),
      tryExternalId: (account) => this.roles.tryExternalId(this.entryOf(account)),
    });
  }

  async close(): Promise<void> {
    this.roles.close();
  }

  /** One for each delivery, null where it is of no account; and all of them by where they go. */
  private sorted(deliveries: readonly Delivery[]) {
    const { program, now } = this.opening;
    const telling = { program, region: this.settings.region, now: now() };
    const all = deliveries.map((delivery) => placed(delivery, telling));
    const groups = Map.groupBy(
      all.filter((one) => one !== null),
      ({ place: { account, region } }) => `${account} ${region}`,
    );
    return {
      findings: all.map((one) => one?.finding ?? null),
      byPlace: [...groups.values()].map((of) => [of[0]!.place, of.map(({ finding }) => finding)] as const),
    };
  }

  /** A client of its own each time: one that was used costs a hundred kilobytes, and there may be thousands of places. */
  private async tell(place: Place, findings: readonly AwsSecurityFinding[]): Promise<readonly Answer[]> {
    const { program, http } = this.opening;
    const hub = await Hub.open({ place, program, http, credentials: this.credentialsIn(place.account) });
    try {
      return await hub.tell(findings);
    } finally {
      hub.close();
    }
  }

  private credentialsIn(account: string) {
    let credentials = this.entered.get(account);
    if (credentials === undefined) this.entered.set(account, (credentials = this.roles.enter(this.entryOf(account))));
    return credentials;
  }

  private entryOf(account: string) {
    const { externalId, profile } = this.settings;
    return {
      role: roleIn(this.settings, account),
      ...(externalId === undefined ? {} : { externalId }),
      ...(profile === undefined ? {} : { profile }),
    };
  }
}
