/** What digests are told of in the tests. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Delivery } from "../../../../src/deliver/sink.ts";
import type { ChangeKind, TrackedFinding } from "../../../../src/track/index.ts";
import { deliveryOf, Memory, told, toldFinding } from "../../tickets/kit.ts";

const thread = new Memory({ now: 0 });

/** The nth finding, of which these changes are told. */
export function of(n: number, kinds: readonly ChangeKind[], more: Partial<TrackedFinding> = {}): Delivery {
  const key = String(n).padStart(64, "0");
  const message = more.message ?? `EBS volume vol-${n} is not encrypted`;
  return deliveryOf(thread, {
    id: 10 * n + kinds.length,
    subject: { kind: "finding", key },
    changes: kinds.map((kind, i) => told(kind, i + 1, { finding: key, message })),
    findings: [toldFinding({ key, message, ...more })],
  });
}

/** All strings of a finding that others can write. */
export function written(text: string): Delivery {
  return of(1, ["opened"], {
    message: text,
    owner: text,
    unit: { account: "111122223333", accountName: text, partition: "aws", region: "eu-central-1" },
    resource: { type: "AWS::EC2::Volume", id: text, arn: text, name: text },
    tags: { [text]: text },
  });
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

export async function listening(handle: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
