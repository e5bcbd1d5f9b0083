import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { isForbidden } from "../../src/deliver/forbidden.ts";
import { openHttp, type HttpOptions, type HttpRequest } from "../../src/deliver/http.ts";
import { SinkError } from "../../src/deliver/sink.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const options: HttpOptions = { timeoutMs: 2000, allowed: [], userAgent: "clausewatch/1.2.3" };

async function listen<S extends Server | TcpServer>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function served(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(handle))}`;
}

/** A server of bytes. */
async function tcp(handle: (socket: Socket) => void): Promise<string> {
  const server = createTcp((socket) => {
    socket.on("error", () => undefined);
    closing.push(() => socket.destroy());
    handle(socket);
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

async function failure(request: HttpRequest, more: Partial<HttpOptions> = {}): Promise<SinkError> {
  const answer = await openHttp({ ...options, ...more })(request).catch((error: unknown) => error);
  expect(answer).toBeInstanceOf(SinkError);
  return answer as SinkError;
}

test("an answer is given whatever its status, with its headers and body", async () => {
  const got: [string | undefined, string | undefined, string][] = [];
  const url = await served((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      got.push([request.method, request.headers["user-agent"], body]);
      response.writeHead(422, { "Retry-After": "3" }).end("no ✘");
    });
  });
  const answer = await openHttp(options)({ method: "POST", url: `${url}/a`, headers: { "x-a": "b" }, body: "é" });
  expect(answer).toMatchObject({ status: 422, body: "no ✘" });
  expect(answer.headers["retry-after"]).toBe("3");
  expect(got).toEqual([["POST", "clausewatch/1.2.3", "é"]]);
});

const lost: readonly (readonly [name: string, serve: () => Promise<string>, is: SinkError["is"]])[] = [
  ["nobody listens", async () => `http://127.0.0.1:${await freePort()}`, "later"],
  ["the name is not known", async () => "https://name.invalid", "later"],
  [
    "no TLS is spoken there",
    async () => (await tcp((socket) => socket.end("no\r\n"))).replace("http:", "https:"),
    "later",
  ],
  [
    "the connection ends before an answer",
    async () => await tcp((socket) => socket.on("data", () => socket.destroy())),
    "unsure",
  ],
  ["no answer comes", async () => await tcp(() => undefined), "unsure"],
  [
    "what comes is no HTTP",
    async () => await tcp((socket) => socket.on("data", () => socket.end("hello\r\n\r\n"))),
    "unsure",
  ],
  [
    "the answer breaks off",
    async () =>
      await tcp((socket) =>
        socket.on("data", () => socket.end("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nhalf")),
      ),
    "unsure",
  ],
  [
    "the answer never ends",
    async () =>
      await tcp((socket) => socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"))),
    "unsure",
  ],
];
test.each(lost)("where %s", async (_, serve, is) => {
  const error = await failure({ method: "POST", url: await serve(), body: "{}" }, { timeoutMs: 300 });
  expect(error.is).toBe(is);
  expect(error.message).toMatch(/^[\w.:]+: ./);
});

async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("what cannot be sent as it is was surely not sent, and is not repeated", async () => {
  const url = await served((_, response) => void response.end("here"));
  const headers = { authorization: "Bearer two\nlines" };
  const error = await failure({ method: "POST", url, headers, body: "{}" });
  expect(error.is).toBe("later");
  expect(error.message).toMatch(/header content \["authorization"\]$/);
});

test("a redirection to what is no address is an answer", async () => {
  const url = await served((_, response) => void response.writeHead(302, { location: "http://[" }).end());
  expect(await openHttp(options)({ method: "GET", url })).toMatchObject({ status: 302 });
});

test("what is longer than anybody needs is not read to its end", async () => {
  const url = await served((_, response) => {
    response.on("error", () => undefined);
    const more = () => void (response.write(Buffer.alloc(1 << 20)) ? setImmediate(more) : response.once("drain", more));
    more();
  });
  const error = await failure({ method: "GET", url }, { timeoutMs: 20_000 });
  expect(error.message).toMatch(/longer than/);
});

/** However an address is written that gives a machine's credentials to whoever asks, or lies within the link. */
const metadata = [
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://0251.0376.0251.0376/",
  "http://169.254.43518/",
  "http://[::ffff:169.254.169.254]/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://[::169.254.169.254]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[2002:a9fe:a9fe::]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://169.254.170.2/v2/credentials",
  "http://100.100.100.200/",
  "http://168.63.129.16/machine?comp=goalstate",
  "http://[fd20:ce::254]/",
  "http://0.0.0.0/",
  "http://[::]/",
];
test.each(metadata)("%s is refused", async (url) => {
  const error = await failure({ method: "POST", url, body: "secret" });
  expect(error).toMatchObject({ is: "refused" });
  expect(error.message).toContain("allowAddresses");
});

test("addresses that a company may well mean are not forbidden", () => {
  for (const address of [
    "127.0.0.1",
    "::1",
    "10.1.2.3",
    "192.168.1.1",
    "172.16.0.1",
    "203.0.113.7",
    "fd12::1",
    "2001:db8::1",
  ])
    expect([address, isForbidden(address)]).toEqual([address, false]);
});

test("a redirection leads nowhere else", async () => {
  const paths: string[] = [];
  const url = await served((request, response) => {
    paths.push(request.url!);
    const to = { "/a": "/b", "/b": "/c", "/out": "http://169.254.169.254/", "/round": "/round" }[request.url!];
    if (to === undefined) response.end("here");
    else response.writeHead(302, { location: to }).end();
  });
  const http = openHttp(options);
  expect(await http({ method: "GET", url: `${url}/a` })).toMatchObject({ status: 200, body: "here" });
  expect(await http({ method: "GET", url: `${url}/out` })).toMatchObject({ status: 302 });
  expect(await http({ method: "GET", url: `${url}/round` })).toMatchObject({ status: 302 });
  expect(await http({ method: "POST", url: `${url}/a`, body: "x" })).toMatchObject({ status: 302 });
  expect(paths).toEqual(["/a", "/b", "/c", "/out", ...Array<string>(4).fill("/round"), "/a"]);
});

test("a name is connected to only at addresses that may be reached, whatever it resolves to the next time", async () => {
  const url = new URL(await served((_, response) => void response.end("here")));
  const answers = [
    [{ address: "169.254.169.254", family: 4 }],
    [
      { address: "169.254.169.254", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ],
  ];
  const resolve = () => Promise.resolve(answers.shift() ?? []);
  const target = `http://hook.example:${url.port}/`;
  expect(await failure({ method: "GET", url: target }, { resolve })).toMatchObject({ is: "refused" });
  expect(await openHttp({ ...options, resolve })({ method: "GET", url: target })).toMatchObject({ body: "here" });
  const allowed = await failure(
    { method: "GET", url: target },
    {
      resolve: () => Promise.resolve([{ address: "169.254.0.1", family: 4 }]),
      allowed: ["hook.example"],
      timeoutMs: 300,
    },
  );
  // It was tried: nobody is there.
  expect(allowed.is).toBe("later");
});
