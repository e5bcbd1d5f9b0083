import { expect, test } from "vitest";
import { Clients } from "../../src/collect/clients.ts";
import { Session } from "../../src/collect/session.ts";

test("credentials that are old are renewed once, however many ask at the same time", async () => {
  let got = 0;
  const source = async () => {
    // The first ones end at once.
    const expiration = new Date(got++ === 0 ? 0 : "2100-01-01T00:00:00Z");
    return { accessKeyId: "id", secretAccessKey: "secret", expiration };
  };
  const calls = { attempts: 1, timeoutSeconds: 1, concurrency: 1, program: "test" };
  const session = new Session(source, calls, { clients: new Clients(), handler: Promise.resolve() }, 0);
  await session.credentials();
  await Promise.all(Array.from({ length: 20 }, () => session.credentials()));
  expect(got).toBe(2);
});
