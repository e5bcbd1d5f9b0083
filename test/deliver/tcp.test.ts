import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SinkError } from "../../src/deliver/error.ts";
import { openTcp } from "../../src/deliver/tcp.ts";

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((socket) => void socket.on("error", () => undefined).end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const metadata = { address: "169.254.169.254", family: 4 };
const here = { address: "127.0.0.1", family: 4 };

async function heard(host: string, resolved: readonly (typeof here)[] = [], allowed: readonly string[] = []) {
  const tcp = openTcp({ timeoutMs: 300, allowed, resolve: () => Promise.resolve(resolved) });
  const socket = await tcp.connect(host, port);
  let text = "";
  for await (const part of socket) text += String(part);
  return text;
}

test("a name is connected to at an address that may be reached", async () => {
  expect(await heard("127.0.0.1")).toBe("hello");
  expect(await heard("mail.example", [metadata, here])).toBe("hello");
});

const forbidden: readonly (readonly [string, readonly (typeof here)[]])[] = [
  ["169.254.169.254", []],
  ["::ffff:a9fe:a9fe", []],
  ["fd00:ec2::254", []],
  ["mail.example", [metadata]],
];
test.each(forbidden)("%s is refused", async (host, resolved) => {
  const error = await heard(host, resolved).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SinkError);
  expect(error).toMatchObject({ is: "refused", message: expect.stringContaining("allowAddresses") });
});

test("nobody who answers is for later, also where it was allowed", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port: free } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const tcp = openTcp({ timeoutMs: 300, allowed: ["mail.example"], resolve: () => Promise.resolve([metadata]) });
  const nobody = openTcp({ timeoutMs: 300, allowed: [] }).connect("127.0.0.1", free);
  await expect(nobody).rejects.toMatchObject({ is: "later", message: expect.stringContaining("ECONNREFUSED") });
  await expect(tcp.connect("mail.example", port)).rejects.toMatchObject({ is: "later" });
});
