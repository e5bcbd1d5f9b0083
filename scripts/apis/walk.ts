/** A life of tickets, as sinks and doubles tell it to each other: all requests that a sink makes, and what is answered. */
import { SinkError, type Delivery } from "../../src/deliver/sink.ts";
import type { Exchange } from "../../src/doubles/index.ts";
import { setupGithub, setupJira, type Setup } from "../../test/deliver/sinks/kit.ts";
import { deliveryOf, NOW, told, toldFinding } from "../../test/deliver/tickets/kit.ts";
import { hostile } from "../../test/kit/hostile.ts";

const way = {
  witness: { from: "198.51.100.7", to: "10.0.0.1", port: "tcp 22" },
  path: ["the group allows it"],
  fix: ["narrow it"],
};
const closedByHand = { at: NOW, by: "somebody", where: "x", why: "x" };

export async function walkJira(): Promise<readonly Exchange[]> {
  return [
    ...(await walk(await setupJira({}, { components: ["Compliance"], labels: ["compliance"] }))),
    ...(await walk(await setupJira({ lacks: new Set(["CREATE_ISSUES", "EDIT_ISSUES", "ADD_COMMENTS"]) }))),
    ...(await walk(await setupJira({ token: "another" }))),
    ...(await walk(await setupJira({}, { issueType: "Story" }))),
  ];
}

export async function walkGithub(): Promise<readonly Exchange[]> {
  return [
    ...(await walk(await setupGithub({}, { labels: ["compliance"], assignees: ["octocat"] }))),
    ...(await walk(await setupGithub({ role: "none" }))),
    ...(await walk(await setupGithub({ creations: { most: 1, perMs: 60_000 } }))),
  ];
}

async function walk(setup: Setup): Promise<readonly Exchange[]> {
  const { sink, memory } = setup;
  // Where the whole place is closed to it, that is what it throws.
  const send = (more: Partial<Delivery> = {}) =>
    sink.send([deliveryOf(memory, more)]).catch((error: unknown) => {
      if (!(error instanceof SinkError)) throw error;
    });
  await sink.test();
  await send({ findings: [toldFinding({ evidence: way })] });
  await send({
    number: 2,
    changes: [told("severity", 2)],
    findings: [toldFinding({ severity: "critical", due: null })],
  });
  await send({ number: 3, state: "resolved", changes: [told("resolved", 3)], open: 0 });
  await send({ number: 4, changes: [told("reopened", 4)] });
  if (setup.there().length > 0) setup.closeByHand("not planned");
  await sink.closedByHand!(NOW).catch(() => []);
  await send({ number: 5, changes: [told("closed by hand", 5)], findings: [toldFinding({ closedByHand })] });
  if (setup.there().length > 0) setup.remove();
  await send({ number: 6, changes: [told("reopened", 6)] });
  memory.ticket = null;
  const subject = { kind: "group", key: "ab".repeat(32) } as const;
  const findings = Object.values(hostile).map((message) => toldFinding({ message, owner: message }));
  await send({ subject, findings, open: 900 });
  await sink.close();
  await setup.close();
  return setup.exchanges();
}
