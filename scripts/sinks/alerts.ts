/** The life of an alert in the real Alertmanager. */
import assert from "node:assert/strict";
import { openHttp } from "../../src/deliver/http.ts";
import type { Delivery, ToldFinding } from "../../src/deliver/sink.ts";
import { alertmanager } from "../../src/deliver/sinks/alertmanager.ts";
import { openTcp } from "../../src/deliver/tcp.ts";
import { deliveryOf, findingOf, hold, Memory, told, toldFinding } from "../../test/deliver/tickets/kit.ts";
import { hostile } from "../../test/kit/hostile.ts";
import type { Cases } from "../../test/moto/kit/cases.ts";
import { activeAlerts, asking } from "./rest.ts";

export async function walkAlerts(url: string, cases: Cases): Promise<void> {
  const ask = asking(url, "");
  const active = () => activeAlerts(ask);
  const sink = await alertmanager.open(alertmanager.settings.parse({ url }), {
    name: "alerts",
    http: openHttp({ timeoutMs: 60_000, allowed: [], userAgent: "clausewatch/test" }),
    tcp: openTcp({ timeoutMs: 60_000, allowed: [] }),
    secret: () => Promise.reject(new Error("there is none")),
    program: "clausewatch test",
    folder: "/",
    now: () => new Date(),
  });
  const send = async (changes: Delivery["changes"], ...findings: readonly ToldFinding[]) => {
    const answers = await sink.send(findings.map((each) => deliveryOf(new Memory({ now: 0 }), { changes, findings: [each] }))); // prettier-ignore
    return answers.map(({ is }) => is);
  };
  const severities = async () => (await active()).map(({ labels }) => labels["severity"]).toSorted();
  const resolved = { ...findingOf().episode, resolved: { at: new Date().toISOString(), scan: 9 } };

  await cases.check("Alertmanager answers what is tried", async () => {
    assert.deepEqual((await sink.test()).filter(({ wrong }) => wrong !== null), []); // prettier-ignore
  });
  await cases.check("a finding is an alert that ends some periods ahead", async () => {
    assert.deepEqual(await send([told("opened", 1)], toldFinding()), ["accepted"]);
    const [alert, ...others] = await active();
    assert.equal(others.length, 0);
    assert.equal(alert!.labels["check"], "ebs-volume-encrypted");
    const ahead = Date.parse(alert!.endsAt) - Date.now();
    assert.ok(ahead > 15 * 60_000 && ahead <= 20 * 60_000, `it ends in ${ahead} ms`);
  });
  await cases.check("told again, it is the same one", async () => {
    assert.deepEqual(await send([], toldFinding()), ["accepted"]);
    assert.equal((await active()).length, 1);
  });
  await cases.check("of another severity it is another one, and the former has ended", async () => {
    await send([told("severity", 2)], toldFinding({ severity: "critical" }));
    assert.deepEqual(await severities(), ["critical"]);
  });
  await cases.check("a waiver ends it, and its end begins it again", async () => {
    await send([told("waived", 3)], toldFinding({ severity: "critical", waiver: hold }));
    assert.deepEqual(await severities(), []);
    assert.deepEqual(await send([], toldFinding({ severity: "critical", waiver: hold })), ["needless"]);
    await send([told("waiver expired", 4)], toldFinding({ severity: "critical", waiver: { ...hold, expired: true } }));
    assert.deepEqual(await severities(), ["critical"]);
  });
  await cases.check("what is resolved ends, and what is reopened begins again", async () => {
    await send([told("resolved", 5)], toldFinding({ severity: "critical", state: "resolved", episode: resolved }));
    assert.deepEqual(await severities(), []);
    const opened = { at: new Date().toISOString(), scan: 10 };
    await send(
      [told("reopened", 6)],
      toldFinding({ severity: "critical", episode: { number: 2, opened, resolved: null } }),
    );
    assert.deepEqual(await severities(), ["critical"]);
  });
  await cases.check("the strings of attackers arrive as they are written out, each an alert of its own", async () => {
    const findings = Object.values(hostile).map((id, i) =>
      toldFinding({
        key: String(i).padStart(64, "0"),
        message: id,
        customer: id,
        resource: { ...findingOf().resource, id },
      }),
    );
    assert.deepEqual(new Set(await send([told("opened", 1)], ...findings)), new Set(["accepted"]));
    assert.equal((await active()).length, findings.length + 1);
  });
}
