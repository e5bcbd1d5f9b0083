/** Damaged answers: never a short list, always an error that says so. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unreadable } from "../../../src/collect/failure.ts";
import { keptOf } from "../../../src/collect/wire/kept.ts";
import { ec2, elbv2, rds, sts } from "../../../src/listings/index.ts";
import type { Listing } from "../../../src/contract/index.ts";
import { bodyOf, operationOf, wild } from "./answers.ts";
import { damaged } from "./damaging.ts";

const unit = { account: "111122223333", region: "eu-west-1" };

type Read = { readonly output: unknown } | { readonly error: unknown };

async function outcome(reading: Promise<unknown>): Promise<Read> {
  return await reading.then(
    (output) => ({ output }),
    (error: unknown) => ({ error }),
  );
}

/** Fails unless the error is one that the scan reports as a malformed answer. */
function expectMalformed(read: Read, listing: Listing, body: string | Uint8Array): void {
  const why = "error" in read ? unreadable(read.error, listing, unit) : { kind: "read", code: "" };
  if (why.kind !== "malformed" || why.code !== "MalformedXml") {
    throw new Error(`${why.kind} ${why.code}, of ${JSON.stringify(Buffer.from(body).toString())}`, { cause: read });
  }
}

/** An answer with everything in it, and some bytes that are not ASCII. */
const whole = `<?xml version="1.0" encoding="UTF-8"?>
<!-- an answer -->
<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>1</requestId>
  <volumeSet>
    <item a="it's > that"><volumeId>vol-1</volumeId><encrypted>true</encrypted><size>8</size>
      <createTime>2026-01-02T03:04:05.678Z</createTime><?note?><tagSet/>
      <unknown><item><volumeId>vol-2</volumeId></item><x/></unknown></item>
    <item><volumeId><![CDATA[vol-3]]></volumeId><encrypted>false</encrypted><!-- none --><tagSet>
      <item><key>caf\u00e9 \u{1f600}</key><value>a &amp; b</value></item></tagSet></item>
  </volumeSet>
  <nextToken>more</nextToken>
</DescribeVolumesResponse>`;

describe("an answer that ends too soon", () => {
  test("is malformed, wherever it ends", async () => {
    const { fast } = await operationOf("ec2", "DescribeVolumes");
    expect((await fast(whole, ec2.volumes))["Volumes"]).toHaveLength(2);
    const bytes = Buffer.from(whole);
    for (let end = 0; end < bytes.length; end++) {
      const cut = bytes.subarray(0, end);
      expectMalformed(await outcome(fast(cut, ec2.volumes)), ec2.volumes, cut);
    }
  });

  test.each([ec2.instances, ec2.securityGroups, elbv2.rules, rds.dbInstances, sts.identity] as Listing[])(
    "is malformed, whatever it is: $id",
    async (listing) => {
      const operation = await operationOf(listing.service, listing.operation);
      const bodies = bodyOf(operation, wild, keptOf(listing));
      await fc.assert(
        fc.asyncProperty(bodies, fc.boolean(), async (body, all) => {
          const bytes = Buffer.from(body);
          for (let end = 0; end < bytes.length; end++) {
            const cut = bytes.subarray(0, end);
            expectMalformed(await outcome(operation.fast(cut, all ? undefined : listing)), listing, cut);
          }
        }),
        { numRuns: 6 },
      );
    },
  );
});

describe("a damaged answer", () => {
  test.each([ec2.volumes, ec2.securityGroups, rds.dbInstances, elbv2.loadBalancers] as Listing[])(
    "is malformed, or reads as the SDK reads it, and never though the SDK refuses it: $id",
    async (listing) => {
      const operation = await operationOf(listing.service, listing.operation);
      await fc.assert(
        fc.asyncProperty(damaged(operation), async (body) => {
          const [ours, theirs] = [await outcome(operation.fast(body)), await outcome(operation.sdk(body))];
          if ("error" in ours) expectMalformed(ours, listing, body);
          else if (!isDeepStrictEqual(ours, theirs)) throw new Error(JSON.stringify([ours, theirs, body.toString()]));
        }),
        { numRuns: 1000 },
      );
    },
  );

  test("of any bytes is malformed", async () => {
    const { fast } = await operationOf("ec2", "DescribeVolumes");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        const body = Buffer.concat([Buffer.from("<DescribeVolumesResponse><volumeSet><item>"), bytes]);
        expectMalformed(await outcome(fast(body, ec2.volumes)), ec2.volumes, body);
        expectMalformed(await outcome(fast(bytes, ec2.volumes)), ec2.volumes, bytes);
      }),
    );
  });

  test("of a million open elements is malformed", async () => {
    const { fast } = await operationOf("ec2", "DescribeVolumes");
    for (const piece of ["<a>", "<a><!--", "<item>", "<a x='1' ", "<![CDATA[", "&amp;"]) {
      const body = `<DescribeVolumesResponse>${piece.repeat(1_000_000)}`;
      expectMalformed(await outcome(fast(body, ec2.volumes)), ec2.volumes, body.slice(0, 100));
    }
  });
});

const answer = (inner: string) => `<DescribeVolumesResponse>${inner}</DescribeVolumesResponse>`;
const volume = (inner: string) => answer(`<volumeSet><item><volumeId>vol-1</volumeId>${inner}</item></volumeSet>`);

describe("stricter than the SDK, where it reads a default from damage", () => {
  const cases: Readonly<Record<string, string>> = {
    "no body": "",
    "only white space": " \n",
    "a page for people": "<!DOCTYPE html><html><body>Service Unavailable</body></html>",
    "another page for people": "<html><body><h1>503</h1></body></html>",
    "the answer of another operation": "<DescribeSnapshotsResponse><snapshotSet/></DescribeSnapshotsResponse>",
    "a failure that comes as a success":
      "<Response><Errors><Error><Code>InternalError</Code></Error></Errors></Response>",
    "a document type": `<!DOCTYPE x [<!ENTITY y "z">]>${answer("<volumeSet/>")}`,
    "a second document": answer("<volumeSet/>") + answer("<volumeSet/>"),
    "text behind the end": `${answer("<volumeSet/>")} more`,
    "text before the start": `HTTP ${answer("<volumeSet/>")}`,
    "a boolean without text": volume("<encrypted/>"),
    "a boolean of white space": volume("<encrypted>\n</encrypted>"),
    "a boolean that is a number": volume("<encrypted>1</encrypted>"),
    "a boolean that is a word": volume("<encrypted>yes</encrypted>"),
    "a boolean in white space": volume("<encrypted> true </encrypted>"),
    "a number without text": volume("<size/>"),
    "a number that is a word": volume("<size>eight</size>"),
    "a number that is hexadecimal": volume("<size>0x10</size>"),
    "a number without end": volume("<size>Infinity</size>"),
    "a number that is none": volume("<size>NaN</size>"),
    "a number too large": volume("<size>1e999</size>"),
    "a date without text": volume("<createTime/>"),
    "a date that is a word": volume("<createTime>yesterday</createTime>"),
    "a day without a time": volume("<createTime>2026-01-02</createTime>"),
    "a month that is none": volume("<createTime>2026-13-02T03:04:05.000Z</createTime>"),
    "a date without a zone": volume("<createTime>2026-01-02T03:04:05.000</createTime>"),
    "a scalar twice": volume("<volumeId>vol-2</volumeId>"),
    "a list twice": answer("<volumeSet><item/></volumeSet><volumeSet><item/></volumeSet>"),
    "text in a list": answer("<volumeSet>none<item/></volumeSet>"),
    "text in a structure": volume("none"),
    "a section in a list": answer("<volumeSet><![CDATA[x]]><item/></volumeSet>"),
    "an element in a scalar": volume("<kmsKeyId>a<b></b>c</kmsKeyId>"),
    "a scalar of attributes": volume('<kmsKeyId a="1"/>'),
    "an attribute for an element": answer('<volumeSet><item volumeId="vol-1"/></volumeSet>'),
    "an attribute for an item": answer('<volumeSet item="vol-1"/>'),
    "an attribute twice": answer('<volumeSet a="1" a="2"/>'),
    "an attribute without a value": answer("<volumeSet a/>"),
    "an attribute without quotes": answer("<volumeSet a=1></volumeSet>"),
    "attributes side by side": answer('<volumeSet a="1"b="2"/>'),
    "a tag in an attribute": answer('<volumeSet a="<item>"/>'),
    "an entity that XML does not have": volume("<kmsKeyId>a&nbsp;b</kmsKeyId>"),
    "a lone ampersand": volume("<kmsKeyId>a & b</kmsKeyId>"),
    "an entity past the last code point": volume("<kmsKeyId>&#x110000;</kmsKeyId>"),
    "a comment with dashes in it": answer("<!-- a -- b --><volumeSet/>"),
    "a comment that ends as it starts": answer("<!--><volumeSet/>-->"),
    "a comment that ends a dash after it starts": answer("<!---><volumeSet/>-->"),
    "an instruction without a name": answer("<?><volumeSet/><?x?>"),
    "a declaration": answer("<!ELEMENT x><volumeSet/>"),
    "a name that is none": answer("<0/><volumeSet/>"),
    "a tag in a tag": answer("<vol<umeSet></vol<umeSet>"),
    "a closing tag with white space before the name": answer("<volumeSet></ volumeSet>"),
    "tags crossed, in what is skipped": answer("<x><a><b></a></b></x><volumeSet/>"),
    "a tag too many, in what is skipped": answer("<x><a></a></a></x><volumeSet/>"),
    "a tag that does not close, in what is skipped": answer("<x><a></x><volumeSet/>"),
    "a longer closing tag": answer("<volumeSet></volumeSets>"),
    "a shorter closing tag": answer("<volumeSet></volume>"),
  };
  test.each(Object.entries(cases))("%s", async (_, body) => {
    const { fast } = await operationOf("ec2", "DescribeVolumes");
    expectMalformed(await outcome(fast(body, ec2.volumes)), ec2.volumes, body);
  });

  test.each(["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z"])(
    "a date with any other letter in it: %s",
    async (date) => {
      const { fast } = await operationOf("ec2", "DescribeVolumes");
      for (let at = 0; at < date.length; at++) {
        const body = volume(`<createTime>${date.slice(0, at)}x${date.slice(at + 1)}</createTime>`);
        expectMalformed(await outcome(fast(body, ec2.volumes)), ec2.volumes, body);
      }
    },
  );

  test("an answer without its result", async () => {
    const { fast } = await operationOf("rds", "DescribeDBInstances");
    for (const inner of ["", "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"]) {
      const body = `<DescribeDBInstancesResponse>${inner}</DescribeDBInstancesResponse>`;
      expectMalformed(await outcome(fast(body, rds.dbInstances)), rds.dbInstances, body);
    }
  });

  test("a scalar twice, in a structure of more members than a mask has bits", async () => {
    const { fast } = await operationOf("rds", "DescribeDBInstances");
    const instance = (inner: string) =>
      `<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>${inner}</DBInstance>
      </DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`;
    const once = "<DeletionProtection>true</DeletionProtection>";
    expect(await fast(instance(once))).toMatchObject({ DBInstances: [{ DeletionProtection: true }] });
    expectMalformed(await outcome(fast(instance(once + once))), rds.dbInstances, once);
  });

  test("says where, and quotes nothing", async () => {
    const { fast } = await operationOf("ec2", "DescribeVolumes");
    const read = await outcome(fast(volume("<encrypted>s3cret</encrypted>"), ec2.volumes));
    const { message } = unreadable((read as { error: unknown }).error, ec2.volumes, unit);
    expect(message).toBe("the answer cannot be read: Encrypted is neither true nor false (byte 79)");
  });
});

describe("right, where the SDK is not", () => {
  test("white space without a line break is no text: the SDK loses the elements beside it", async () => {
    const { fast, sdk } = await operationOf("ec2", "DescribeVolumes");
    const body = answer("<volumeSet> <item> <volumeId>vol-1</volumeId> </item> </volumeSet>");
    expect(await fast(body)).toMatchObject({ Volumes: [{ VolumeId: "vol-1" }] });
    expect(await sdk(body)).toMatchObject({ Volumes: [] });
  });

  test("a code point above 65535 stays what it is: the SDK cuts it to 16 bits", async () => {
    const { fast, sdk } = await operationOf("ec2", "DescribeVolumes");
    const body = answer("<nextToken>&#x1f600;&#128512;</nextToken>");
    expect(await fast(body)).toMatchObject({ NextToken: "\u{1f600}\u{1f600}" });
    expect(await sdk(body)).toMatchObject({ NextToken: "\uf600\uf600" });
  });
});
