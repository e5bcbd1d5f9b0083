/** What Request Tracker 5.0.3 was seen to do, as far as the sink asks it; `npm run test:sinks` asks the real one. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Ticket {
  readonly id: number;
  Subject: string;
  Status: string;
  Priority: string;
  /** As it was stored. */
  Due: string;
  Resolved: string;
  readonly refers: string[];
  readonly content: string;
  readonly history: { Type: string; Data: string; Content: string; Creator: { id: string }; Created: string }[];
}

type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

const INACTIVE = ["resolved", "rejected"];

export class RtDouble {
  readonly tickets: Ticket[] = [];
  readonly asked: { readonly what: string; readonly body: Record<string, unknown>; readonly authorization: string }[] =
    [];
  /** What comes before an answer: another answer, or something that somebody else does. */
  before: (what: string) => Reply | undefined | void = () => undefined;
  private readonly server = createServer(async (request, response) => {
    const [status, body, headers = {}] = await this.answer(request);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/rt`;
  }
  stop(): void {
    this.server.close();
  }
  /** As a person does it. */
  set(id: number, Status: string, by: string): void {
    const ticket = this.tickets[id - 1]!;
    ticket.Status = Status;
    if (INACTIVE.includes(Status)) ticket.Resolved = NOW;
    this.note(ticket, "Status", "", "", by);
  }
  private note(ticket: Ticket, Type: string, Data: string, Content: string, by = "clausewatch"): void {
    ticket.history.push({ Type, Data, Content, Creator: { id: by }, Created: NOW });
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    let text = "";
    for await (const part of request) text += String(part);
    const url = new URL(request.url!, "http://rt.test");
    const path = url.pathname.replace("/rt/REST/2.0/", "");
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    const what = `${request.method} ${path}`;
    this.asked.push({ what, body, authorization: request.headers.authorization ?? "" });
    const other = this.before(what);
    if (other !== undefined) return other;
    if (path === "rt") return [200, { Version: "5.0.3+dfsg-3~deb12u6", Plugins: [] }];
    if (path === "queue/Security") return [200, { Disabled: "0", _hyperlinks: [{ ref: "create", _url: "…" }] }];
    if (what === "POST ticket") return this.create(body);
    if (path === "tickets") return this.search(url.searchParams.get("query")!);
    if (path === "transactions") return this.transactions(url.searchParams);
    const [, id, rest] = /^ticket\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
    const ticket = this.tickets[Number(id) - 1];
    if (ticket === undefined) return [404, { message: "Not Found" }];
    if (rest === "attachments") return [200, { items: [{ id: "1", Content: ticket.content }] }];
    if (rest !== undefined) {
      this.note(ticket, rest === "comment" ? "Comment" : "Correspond", `${String(body["Subject"])}\n`, String(body["Content"])); // prettier-ignore
      return [201, ["Comments added"]];
    }
    const etag = `"${ticket.history.length}"`;
    if (request.method === "GET") return [200, shown(ticket), { etag }];
    const condition = request.headers["if-match"];
    if (condition !== undefined && condition !== etag) return [412, { message: "Precondition Failed" }];
    return [200, this.change(ticket, body)];
  }

  private create(body: Record<string, unknown>): Reply {
    const id = this.tickets.length + 1;
    const { Subject, Priority, Due = "", Content, RefersTo } = body as Record<string, string>;
    const refers = [...(RefersTo as unknown as string[])];
    this.tickets.push({ id, Subject: Subject!, Status: "new", Priority: String(Priority), Due, Resolved: "1970-01-01T00:00:00Z", refers, content: Content!, history: [] }); // prettier-ignore
    this.note(this.tickets.at(-1)!, "Create", "", Content!);
    return [201, { type: "ticket", id: String(id), _url: "…" }];
  }

  /** 200, whatever became of it. */
  private change(ticket: Ticket, body: Record<string, unknown>): string[] {
    const said: string[] = [];
    for (const [name, value] of Object.entries(body)) {
      if (name === "AddRefersTo") ticket.refers.push(...(value as string[]));
      else if (name === "Status" && !["new", "open", ...INACTIVE].includes(String(value)))
        said.push(`Ticket ${ticket.id}: Status '${String(value)}' isn't a valid status for this ticket.`);
      else {
        Object.assign(ticket, { [name]: String(value) });
        if (name === "Status" && INACTIVE.includes(String(value))) ticket.Resolved = NOW;
        said.push(`Ticket ${ticket.id}: ${name} changed`);
        this.note(ticket, name === "Status" ? "Status" : "Set", "", "");
      }
    }
    return said;
  }

  private search(query: string): Reply {
    const [, uri] = /RefersTo = '([^']+)'/.exec(query) ?? [];
    const [, id] = /^id = (\d+) AND/.exec(query) ?? [];
    const isWanted = (ticket: Ticket) =>
      ticket.Status !== "deleted" &&
      (uri === undefined || ticket.refers.includes(uri)) &&
      (id === undefined || String(ticket.id) === id) &&
      (!query.includes("__Inactive__") || INACTIVE.includes(ticket.Status));
    const items = this.tickets
      .filter(isWanted)
      .map(({ id, Status, Resolved }) => ({ id: String(id), Status, Resolved }));
    return [200, { total: items.length, items }];
  }

  private transactions(asked: URLSearchParams): Reply {
    const query = asked.get("query")!;
    const tickets = [...query.matchAll(/TicketId = (\d+)/g)].map(([, id]) => this.tickets[Number(id) - 1]!);
    const items = tickets
      .flatMap(({ id, history }) => history.map((one) => ({ ObjectId: String(id), ...one })))
      .filter(({ Type }) => query.includes(`'${Type}'`))
      .toReversed();
    const size = 2;
    const page = Number(asked.get("page") ?? 1);
    const more = page * size < items.length ? { next_page: "…" } : {};
    return [200, { items: items.slice((page - 1) * size, page * size), ...more }];
  }
}

export const NOW = "2026-03-02T12:00:00Z";

function shown({ id, Subject, Status, Priority, Due, refers }: Ticket) {
  // What is not stored as SQL has it, RT reads as no time at all.
  const time = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(Due);
  const due = time === null ? "1970-01-01T00:00:00Z" : `${time[1]}T${time[2]}Z`;
  const links = refers.map((_url) => ({ ref: "refers-to", type: "external", _url }));
  return { id, Subject, Status, Priority, Due: due, _hyperlinks: [{ ref: "self", id, _url: "…" }, ...links] };
}
