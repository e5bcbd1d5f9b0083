import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { filePlace, placesOf, splitCheckpoints, webhookPlace } from "../../../src/app/ledger/places.ts";

const note = "example.com/ledger\n1\nAAAA\n\n\u2014 example.com/ledger BBBB\n";
const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

/** A server on loopback; gives its address and what was sent to it. */
async function listen(answer: RequestListener): Promise<{ url: string; got: { path: string; body: string }[] }> {
  const got: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ path: request.url!, body: Buffer.concat(parts).toString() });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

test("a webhook is given the checkpoint as it is", async () => {
  const { url, got } = await listen((_, response) => void response.writeHead(204).end());
  await webhookPlace(`${url}/in`).put(note);
  expect(got).toEqual([{ path: "/in", body: note }]);
});

test("a webhook that does not take it, or is not there, is told without its path", async () => {
  const { url } = await listen((_, response) => void response.writeHead(500).end());
  await expect(webhookPlace(`${url}/secret`).put(note)).rejects.toThrow("it answered 500");
  expect(webhookPlace(`${url}/secret`).name).toBe(url);
  await expect(webhookPlace("http://127.0.0.1:1/secret").put(note)).rejects.toThrow("fetch failed");
});

test("redirects are followed on the same host alone, with the checkpoint, and not for ever", async () => {
  const other = await listen((_, response) => void response.writeHead(200).end());
  const { url, got } = await listen(({ url: path }, response) => {
    const to = { "/here": "/there", "/away": `${other.url}/`, "/round": "/round", "/get": "/there" }[path!];
    if (to === undefined) response.writeHead(200).end();
    else response.writeHead(path === "/get" ? 302 : 307, { location: to }).end();
  });
  await webhookPlace(`${url}/here`).put(note);
  expect(got.at(-1)).toEqual({ path: "/there", body: note });
  await expect(webhookPlace(`${url}/away`).put(note)).rejects.toThrow("another host");
  expect(other.got).toEqual([]);
  await expect(webhookPlace(`${url}/round`).put(note)).rejects.toThrow("without end");
  // It would be asked for without the checkpoint.
  await expect(webhookPlace(`${url}/get`).put(note)).rejects.toThrow("it answered 302");
});

test("the places that a configuration names", async () => {
  const printed: string[] = [];
  const checkpoints = { files: ["a.txt"], s3: [], webhooks: ["https://audit.example.com/x?token=1"], stdout: true };
  const places = placesOf({ checkpoints }, "/nowhere", (text) => void printed.push(text));
  expect(places.map(({ name }) => name)).toEqual(["a.txt", "https://audit.example.com", "standard output"]);
  await places[2]!.put(note);
  expect(printed).toEqual([note]);
  expect(filePlace("/nowhere/a.txt").name).toBe("/nowhere/a.txt");
});

test("checkpoints that follow each other are told apart", () => {
  expect(splitCheckpoints("")).toEqual([]);
  expect(splitCheckpoints(note)).toEqual([note]);
  expect(splitCheckpoints(`${note}\n${note}\n`)).toEqual([note, note]);
  expect(splitCheckpoints(`${note}\ntorn\n\n${note}`)).toEqual([note, note]);
});
