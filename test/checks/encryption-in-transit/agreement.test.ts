/** The checks against the rules said plainly, and against each other where two judge the same fact. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import acmExpiry from "../../../checks/encryption-in-transit/acm-certificate-not-expiring.ts";
import classicPolicy from "../../../checks/encryption-in-transit/classic-listener-tls-policy-is-modern.ts";
import iamExpiry from "../../../checks/encryption-in-transit/iam-certificate-not-expiring.ts";
import listenerPolicy from "../../../checks/encryption-in-transit/listener-tls-policy-is-modern.ts";
import listenerUsesTls from "../../../checks/encryption-in-transit/listener-uses-tls.ts";
import clusterForcesTls from "../../../checks/encryption-in-transit/rds-cluster-forces-tls.ts";
import instanceForcesTls from "../../../checks/encryption-in-transit/rds-instance-forces-tls.ts";
import { tableOf } from "../../../src/evaluate/table.ts";
import { acceptsTooMuch, serverAfter, servesInPlain, type Deed } from "../../kit/plain-transit.ts";
import { classic } from "./classic.ts";
import { modern, tls13, weak } from "./tls-policies.ts";

const at = "2026-03-02T06:00:00.000Z";

/** Asks a check that was given tables as lists. */
function ask(check: object, item: object, tables: Readonly<Record<string, readonly object[]>>, params: object = {}) {
  const { judge, params: schema } = check as {
    judge(...given: unknown[]): { status: string } | readonly { status: string }[];
    params: { parse(params: object): unknown };
  };
  const asTables = Object.fromEntries(Object.entries(tables).map(([name, items]) => [name, tableOf(items)]));
  const [verdict] = [judge(item, asTables, schema.parse(params), at)].flat();
  return verdict!.status;
}

describe("an HTTP listener", () => {
  const protocol = fc.constantFrom("HTTPS", "HTTPS", "HTTPS", "HTTP", "#{protocol}", undefined);
  const redirect = protocol.map((Protocol) => ({
    Type: "redirect",
    RedirectConfig: Protocol === undefined ? {} : { Protocol },
  }));
  const other = fc.constantFrom("forward", "fixed-response", "authenticate-oidc").map((Type) => ({ Type }));
  const actions = fc.oneof(
    { weight: 8, arbitrary: fc.array(redirect, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(fc.oneof(redirect, other), { maxLength: 3 }) },
  );

  test("fails just where some rule answers otherwise than by HTTPS, and passes only with its default rule known", () => {
    const seen = new Set<string>();
    const worlds = fc.record({ byDefault: actions, rules: fc.array(actions, { maxLength: 3 }), known: fc.boolean() });
    fc.assert(
      fc.property(worlds, ({ byDefault, rules, known }) => {
        const all = [...rules.entries()].map(([i, Actions]) => ({ Priority: String(i), IsDefault: false, Actions }));
        if (known) all.push({ Priority: "default", IsDefault: true, Actions: byDefault });
        const listener = {
          ListenerArn: "l",
          LoadBalancerArn: "lb",
          Protocol: "HTTP",
          Port: 80,
          DefaultActions: byDefault,
        };
        const tables = { loadBalancers: [], rules: all.map((rule) => ({ ...rule, ListenerArn: "l" })) };
        const right = servesInPlain([byDefault, ...rules]) ? "fail" : known ? "pass" : "undecided";
        expect(ask(listenerUsesTls, listener, tables)).toBe(right);
        seen.add(right);
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(["fail", "pass", "undecided"]);
  });
});

describe("a database", () => {
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    fc.boolean().map((to) => ({ deed: "set", to }) as const),
    fc.boolean().map((to) => ({ deed: "associate", to }) as const),
    fc.constant({ deed: "set-another" } as const),
    fc.constant({ deed: "reboot" } as const),
  );
  const engines = [
    ["postgres", "rds.force_ssl"],
    ["mysql", "require_secure_transport"],
  ] as const;
  const history = fc.tuple(fc.boolean(), fc.array(deed, { maxLength: 6 }));

  function instance(engine: string, parameter: string, ParameterValue: string | undefined, status: string): string {
    const item = {
      DBInstanceIdentifier: "db",
      Engine: engine,
      DBParameterGroups: [{ DBParameterGroupName: "g", ParameterApplyStatus: status }],
    };
    const value = ParameterValue === undefined ? {} : { ParameterValue };
    const parameters = [{ DBParameterGroupName: "g", ParameterName: parameter, ...value }];
    return ask(instanceForcesTls, item, { parameters });
  }

  function cluster(
    engine: string,
    parameter: string,
    ParameterValue: string | undefined,
    statuses: readonly string[],
  ): string {
    const item = {
      DBClusterIdentifier: "db",
      Engine: engine,
      DBClusterParameterGroup: "g",
      DBClusterMembers: statuses.map((DBClusterParameterGroupStatus) => ({ DBClusterParameterGroupStatus })),
    };
    const value = ParameterValue === undefined ? {} : { ParameterValue };
    const parameters = [{ DBClusterParameterGroupName: "g", ParameterName: parameter, ...value }];
    return ask(clusterForcesTls, item, { parameters });
  }

  test("passes only where it runs with TLS forced, and fails only where it would run without after a reboot", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(history, fc.constantFrom(...engines), ([first, deeds], [engine, parameter]) => {
        const { configured, running, status } = serverAfter(first, deeds);
        const verdict = instance(engine, parameter, configured ? "1" : "0", status);
        if (verdict === "pass") expect(running && configured).toBe(true);
        if (verdict === "fail") expect(configured).toBe(false);
        if (verdict === "undecided") expect(status).not.toBe("in-sync");
        if (status === "in-sync") expect(verdict).toBe(running ? "pass" : "fail");
        seen.add(verdict);
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(["fail", "pass", "undecided"]);
  });

  test("a cluster passes only where all of its servers run with TLS forced", () => {
    // Its servers share a group, and were not all rebooted at the same time.
    const reboots = fc.array(fc.nat(6), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(history, reboots, ([first, deeds], times) => {
        const servers = times.map((time) =>
          serverAfter(first, [...deeds.slice(0, time), { deed: "reboot" }, ...deeds.slice(time)]),
        );
        const value = servers[0]!.configured ? "ON" : "OFF";
        const statuses = servers.map(({ status }) => status);
        const verdict = cluster("aurora-mysql", "require_secure_transport", value, statuses);
        if (verdict === "pass") expect(servers.every(({ running }) => running)).toBe(true);
        if (verdict === "fail") expect(servers.every(({ configured }) => !configured)).toBe(true);
        if (statuses.every((status) => status === "in-sync")) {
          expect(verdict).toBe(servers.every(({ running }) => running) ? "pass" : "fail");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is judged the same by both checks, alone or as the one server of a cluster", () => {
    const values = fc.constantFrom("0", "1", "ON", "off", "TRUE", "2", undefined);
    const statuses = fc.constantFrom("in-sync", "pending-reboot", "applying", "failed-to-apply");
    const parameter = fc.constantFrom("rds.force_ssl", "require_secure_transport");
    fc.assert(
      fc.property(
        fc.constantFrom("postgres", "mysql", "cobol"),
        parameter,
        values,
        statuses,
        (engine, name, value, status) => {
          expect(instance(engine, name, value, status)).toBe(cluster(engine, name, value, [status]));
        },
      ),
    );
  });
});

describe("a TLS policy", () => {
  const protocols = fc.subarray(["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"], { minLength: 1 });
  const params = fc.record(
    {
      minimumProtocol: fc.constantFrom("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
      forbiddenCiphers: fc.array(
        fc.constantFrom("*NULL*", "AES*", "*SHA", "*-*-*", "TLS_*", "ECDHE-RSA-RC4-SHA", "SHA", "*"),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ["minimumProtocol", "forbiddenCiphers"] },
  );
  const someCiphers = fc.subarray([...modern, ...tls13, ...weak]);

  test("fails just where it accepts too much, on whichever load balancer", () => {
    fc.assert(
      fc.property(protocols, someCiphers, params, (protocols, ciphers, params) => {
        const newer = ask(
          listenerPolicy,
          { ListenerArn: "l", LoadBalancerArn: "lb", Protocol: "TLS", Port: 443, SslPolicy: "p", DefaultActions: [] },
          {
            loadBalancers: [],
            policies: [{ Name: "p", SslProtocols: protocols, Ciphers: ciphers.map((Name) => ({ Name })) }],
          },
          params,
        );
        const attributes = [...protocols.map((protocol) => `Protocol-${protocol}`), ...ciphers];
        const older = ask(
          classicPolicy,
          classic(["SSL:443>SSL:443", "p"]),
          {
            policies: [
              {
                LoadBalancerName: "fax",
                PolicyName: "p",
                PolicyTypeName: "SSLNegotiationPolicyType",
                PolicyAttributeDescriptions: attributes.map((AttributeName) => ({
                  AttributeName,
                  AttributeValue: "true",
                })),
              },
            ],
          },
          params,
        );
        const wrong = acceptsTooMuch(protocols, ciphers, params.minimumProtocol, params.forbiddenCiphers);
        expect([newer, older]).toEqual(wrong ? ["fail", "fail"] : ["pass", "pass"]);
      }),
      { numRuns: 300 },
    );
  });
});

test("a certificate expires the same, wherever it is kept", () => {
  const times = fc.date({ min: new Date("2026-02-01"), max: new Date("2026-05-01"), noInvalidDate: true });
  fc.assert(
    fc.property(times, fc.nat(60), (time, days) => {
      const end = time.toISOString();
      const kept = { CertificateArn: "arn", Status: "ISSUED", InUse: true, NotAfter: end };
      const uploaded = { ServerCertificateName: "c", Arn: "arn", Expiration: end };
      const last = new Date(at);
      last.setUTCDate(last.getUTCDate() + days);
      const right = time.getTime() > last.getTime() ? "pass" : "fail";
      expect([
        ask(acmExpiry, kept, {}, { renewalDays: days }),
        ask(iamExpiry, uploaded, {}, { renewalDays: days }),
      ]).toEqual([right, right]);
    }),
  );
});
