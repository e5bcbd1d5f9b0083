/** Whether all that is needed works, without leaving anything behind. */
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import type { Trial } from "../../../collect/index.ts";
import { productArn } from "../../../report/index.ts";
import type { Answer, Tried } from "../../sink.ts";
import type { Place } from "./finding.ts";
import type { Settings } from "./settings.ts";

interface Trying extends Settings {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly now: Date;
  readonly tell: (place: Place, finding: AwsSecurityFinding) => Promise<readonly Answer[]>;
  readonly tryExternalId: (account: string) => Promise<Trial>;
}

const UNNAMED =
  "none is named in the configuration, and those of an organization are not asked for here: name one under accounts, or by a route";

export async function trySecurityHub(trying: Trying): Promise<readonly Tried[]> {
  const { accounts, externalId } = trying;
  if (accounts.length === 0) return [{ what: "an account to try", wrong: UNNAMED }];
  const tried = await Promise.all(accounts.map((account) => tryAccount(trying, account)));
  if (externalId === undefined) return tried;
  const open = accounts.filter((_, i) => tried[i]!.wrong === null);
  return [...tried, ...(await Promise.all(open.map((account) => tryExternalId(trying, account))))];
}

async function tryAccount({ regions, region, now, tell, role }: Trying, account: string): Promise<Tried> {
  const partition = role.split(":")[1]!;
  const places = [...new Set([region, ...regions])].map((region) => ({ account, partition, region }));
  const answers = await Promise.all(places.map(async (place) => (await tell(place, unfit(place, now)))[0]!));
  // Refused for what it is: whoever may not send, or sends where Security Hub is off, is told that instead.
  const wrong = answers.flatMap((answer) => (answer.is === "later" || answer.is === "unsure" ? [answer.why] : []));
  return {
    what: `findings of ${account} can be told in ${places.map(({ region }) => region).join(", ")}`,
    // Where the role cannot be assumed, each region says so.
    wrong: wrong.length === 0 ? null : [...new Set(wrong)].join("; "),
  };
}

/** What has no resource is no finding: Security Hub keeps nothing of it. */
function unfit(place: Place, now: Date): AwsSecurityFinding {
  const at = now.toISOString();
  return {
    SchemaVersion: "2018-10-08",
    Id: "clausewatch/test",
    ProductArn: productArn(place),
    GeneratorId: "clausewatch",
    AwsAccountId: place.account,
    CreatedAt: at,
    UpdatedAt: at,
    Title: "clausewatch tries whether it may tell findings",
    Description: "This is refused, for it is about no resource.",
    Resources: [],
  };
}

async function tryExternalId({ tryExternalId }: Trying, account: string): Promise<Tried> {
  const trial = await tryExternalId(account);
  const what = `the role in ${account} is assumed with its external id alone`;
  if (trial.is === "not required")
    return { what, wrong: `it was assumed ${trial.assumed}: its trust policy must ask for it, as that of deploy/security-hub-role.yaml does` }; // prettier-ignore
  return { what, wrong: trial.is === "untried" ? `${trial.why.code}: ${trial.why.message}` : null };
}
