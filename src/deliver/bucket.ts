/** A bucket of S3 in which objects are made and never replaced. This and Security Hub are all that is written to in AWS. */
import type { S3 } from "@aws-sdk/client-s3";
import { codeOf, openRoles, told } from "../collect/index.ts";

export interface BucketSettings {
  readonly bucket: string;
  /** What all names begin with; those of `Bucket` leave it out. */
  readonly prefix: string;
  readonly region: string;
  /** ARN of a role to assume; who the SDK's chain finds writes, if absent. */
  readonly role?: string;
  readonly externalId?: string;
  readonly profile?: string;
  /** As the user agent says it: `clausewatch 1.2.3`. */
  readonly program: string;
}

/** What fails is an Error in words, without secrets. */
export interface Bucket {
  /** Makes an object, which nobody can delete or replace up to `lockedUntil`; false where there is one of that name. */
  create(name: string, text: string, lockedUntil: Date | null): Promise<boolean>;
  /** Null where there is none. Of one that is too large to be ours, nothing is read. */
  read(name: string): Promise<string | null>;
  /** Names behind `after` that begin with `folder`, in order; `more`: there are others behind them. */
  list(folder: string, after: string): Promise<{ readonly names: readonly string[]; readonly more: boolean }>;
  /** The folders, in order, each with its / behind it. */
  folders(): Promise<readonly string[]>;
}

const ATTEMPTS = 3;
/** Per try. */
const TIMEOUT_SECONDS = 5;
/** Calls at the same time. */
export const BUCKET_CONCURRENCY = 16;
const LARGEST_BYTES = 64 * 1024;

export function openBucket(settings: BucketSettings): Bucket {
  const { bucket: Bucket, prefix } = settings;
  let client: Promise<S3> | undefined;

  async function call<T>(operation: string, action: (s3: S3) => Promise<T>): Promise<T> {
    try {
      return await action(await (client ??= open(settings)));
    } catch (error) {
      throw inWords(error, operation, settings);
    }
  }

  return {
    create: (name, text, lockedUntil) =>
      call("PutObject", async (s3) => {
        const lock = { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: lockedUntil! } as const;
        try {
          await s3.putObject({
            Bucket,
            Key: `${prefix}${name}`,
            Body: text,
            ContentType: "text/plain; charset=utf-8",
            ChecksumAlgorithm: "SHA256",
            IfNoneMatch: "*",
            ...(lockedUntil === null ? {} : lock),
          });
          return true;
        } catch (error) {
          // The second: another was being made at the same time.
          if (["PreconditionFailed", "ConditionalRequestConflict"].includes(codeOf(error))) return false;
          throw error;
        }
      }),

    read: (name) =>
      call("GetObject", async (s3) => {
        try {
          const { Body, ContentLength = 0 } = await s3.getObject({ Bucket, Key: `${prefix}${name}` });
          if (ContentLength <= LARGEST_BYTES) return (await Body?.transformToString()) ?? "";
          (Body as { destroy?(): void } | undefined)?.destroy?.();
          return "";
        } catch (error) {
          if (codeOf(error) === "NoSuchKey") return null;
          throw error;
        }
      }),

    list: (folder, after) =>
      call("ListObjectsV2", async (s3) => {
        const { Contents = [], IsTruncated = false } = await s3.listObjectsV2({
          Bucket,
          Prefix: `${prefix}${folder}`,
          ...(after === "" ? {} : { StartAfter: `${prefix}${after}` }),
        });
        return { names: Contents.flatMap(({ Key }) => Key?.slice(prefix.length) ?? []), more: IsTruncated };
      }),

    folders: () =>
      call("ListObjectsV2", async (s3) => {
        const found: string[] = [];
        for (let token: string | undefined, more = true; more;) {
          const continued = token === undefined ? {} : { ContinuationToken: token };
          const page = await s3.listObjectsV2({ Bucket, Prefix: prefix, Delimiter: "/", ...continued });
          for (const { Prefix = "" } of page.CommonPrefixes ?? []) found.push(Prefix.slice(prefix.length));
          token = page.NextContinuationToken;
          more = page.IsTruncated === true && token !== undefined;
        }
        return found;
      }),
  };
}

async function open({ region, role, externalId, profile, program }: BucketSettings): Promise<S3> {
  const calls = { attempts: ATTEMPTS, timeoutSeconds: TIMEOUT_SECONDS, concurrency: BUCKET_CONCURRENCY, program };
  const { enter, handler } = openRoles({ region, calls });
  const credentials = enter({
    ...(role === undefined ? {} : { role }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(profile === undefined ? {} : { profile }),
  });
  const { S3 } = await import("@aws-sdk/client-s3");
  return new S3({
    region,
    credentials,
    maxAttempts: ATTEMPTS,
    requestHandler: (await handler) as never,
    customUserAgent: program.replace(" ", "/"),
  });
}

const elsewhere = new Set(["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"]);

/** What went wrong, for a person who may have to set the bucket or its role up. */
function inWords(error: unknown, operation: string, { region, externalId }: BucketSettings): Error {
  const { kind, code, message, api = `s3:${operation}` } = told(error, externalId);
  const said = `${api}: ${code}: ${message}`;
  if (code === "NoSuchBucket") return new Error("there is no such bucket");
  if (elsewhere.has(code)) return new Error(`the bucket is not in ${region} (${code})`);
  if (code === "InvalidRequest" && /object.?lock/i.test(message))
    return new Error(`the bucket has no object lock, which retainDays asks for (${said})`);
  return new Error(kind === "denied" ? `${said}; docs/evidence.md has the policy that it takes` : said);
}
