import type { AwsSecurityFinding, SecurityHub } from "@aws-sdk/client-securityhub";
import type { Http } from "../../http.ts";
import { SinkError, type Answer } from "../../sink.ts";
import { failureOf, findingFailureOf } from "./failure.ts";
import type { Place } from "./finding.ts";

/** Of the API: https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html. */
const MOST_FINDINGS = 100;
/** Of a call, which has a frame around its findings. */
const MOST_BYTES = 6_000_000 - 1_000;

export interface HubSettings {
  readonly place: Place;
  readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }>;
  readonly program: string;
  readonly http: Http;
}

/** The Security Hub of one account and region. */
export class Hub {
  private readonly settings: HubSettings;
  private readonly client: SecurityHub;

  private constructor(settings: HubSettings, client: SecurityHub) {
    this.settings = settings;
    this.client = client;
  }

  static async open(settings: HubSettings): Promise<Hub> {
    const { SecurityHub } = await import("@aws-sdk/client-securityhub");
    const { place, credentials, program, http } = settings;
    const client = new SecurityHub({
      region: place.region,
      credentials,
      // What is to be tried again is in the outbox.
      maxAttempts: 1,
      requestHandler: handlerOf(http),
      customUserAgent: program.replace(" ", "/"),
    });
    return new Hub(settings, client);
  }

  /** An answer for each. Where a whole call fails, what comes after it is not sent. */
  async tell(findings: readonly AwsSecurityFinding[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const batch of batches(findings)) {
      try {
        answers.push(...(await this.call(batch)));
      } catch (error) {
        if (!(error instanceof SinkError)) throw error;
        answers.push(...batch.map(() => answerOf(error)));
        if (error.is === "refused") continue;
        const unsent: Answer = { is: "later", why: error.message };
        return [...answers, ...findings.slice(answers.length).map(() => unsent)];
      }
    }
    return answers;
  }

  /** One call. Where it is refused as a whole, each half is told alone, until it is known what is wrong with which. */
  private async call(batch: readonly AwsSecurityFinding[]): Promise<readonly Answer[]> {
    const { place } = this.settings;
    let answer;
    try {
      answer = await this.client.batchImportFindings({ Findings: [...batch] });
    } catch (error) {
      const failure = failureOf(error, place);
      if (failure.is !== "refused" || failure === error || batch.length === 1) throw failure;
      const half = Math.ceil(batch.length / 2);
      return [...(await this.tell(batch.slice(0, half))), ...(await this.tell(batch.slice(half)))];
    }
    const { SuccessCount = 0, FailedFindings = [] } = answer;
    const failed = new Map(FailedFindings.map((one) => [one.Id, one]));
    const addsUp = SuccessCount + failed.size === batch.length;
    return batch.map(({ Id }): Answer => {
      const { ErrorCode = "", ErrorMessage = "" } = failed.get(Id) ?? {};
      if (failed.has(Id)) return answerOf(findingFailureOf(ErrorCode, ErrorMessage, place));
      return addsUp ? { is: "accepted" } : { is: "unsure", why: "the answer of Security Hub does not add up" };
    });
  }

  close(): void {
    this.client.destroy();
  }
}

/** As few calls as hold them, in their order. */
export function batches(findings: readonly AwsSecurityFinding[]): readonly (readonly AwsSecurityFinding[])[] {
  const all: AwsSecurityFinding[][] = [];
  let bytes = 0;
  for (const finding of findings) {
    const more = Buffer.byteLength(JSON.stringify(finding)) + 1;
    const last = all.at(-1);
    if (last !== undefined && last.length < MOST_FINDINGS && bytes + more <= MOST_BYTES) {
      last.push(finding);
      bytes += more;
    } else {
      all.push([finding]);
      bytes = more;
    }
  }
  return all;
}

function answerOf({ is, message: why, afterMs }: SinkError): Answer {
  return is === "later" && afterMs !== undefined ? { is, why, afterMs } : { is, why };
}

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Lets the SDK's calls out as those of all sinks: by addresses that may be reached, with what is known of a call that failed. */
function handlerOf(http: Http) {
  return {
    handle: async ({ method, protocol, hostname, port, path, headers, body = "" }: SdkRequest) => {
      const { status, ...answer } = await http({
        method: method as "POST",
        url: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`,
        headers,
        body: typeof body === "string" ? body : new TextDecoder().decode(body),
      });
      return { response: { statusCode: status, headers: answer.headers, body: Buffer.from(answer.body) } as never };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}
