/** What a company copies: that it can be read, and that the role may do what it must, and no more. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse, type ScalarTag } from "yaml";
import { runIn } from "../kit/clausewatch.ts";

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../deploy/${file}`, import.meta.url)), "utf8");

/** CloudFormation's short forms, as its long ones. */
const customTags = [
  ["!Ref", "Ref"],
  ["!GetAtt", "Fn::GetAtt"],
  ["!Sub", "Fn::Sub"],
].map(([tag = "", name = ""]): ScalarTag => ({ tag, resolve: (value) => ({ [name]: value }) }));

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: object;
  readonly Condition?: object;
  readonly Resource?: string | object;
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly AllowedPattern: string; readonly Default?: string }>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly RoleName: object;
          readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
          readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
          readonly ManagedPolicyArns?: never;
        };
      }
    >
  >;
}

describe("the role for reading", () => {
  const { Resources } = parse(read("read-role.yaml"), { customTags }) as Template;
  const [role, ...others] = Object.values(Resources);
  const { Policies, ManagedPolicyArns } = role!.Properties;

  test("may do what iam-policy prints for all checks, and nothing else", async () => {
    const { stdout } = await runIn(tmpdir())(["iam-policy"]);
    expect(Policies.map(({ PolicyDocument }) => PolicyDocument)).toEqual([JSON.parse(stdout)]);
    expect([others, ManagedPolicyArns]).toEqual([[], undefined]);
  });

  test("only reads", () => {
    for (const { Effect, Action } of Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)) {
      expect(Effect).toBe("Allow");
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:(Describe|Get|List)\w+$/);
    }
  });
});

test("the role for Security Hub may import findings of its own account, and nothing else", () => {
  const { Resources } = parse(read("security-hub-role.yaml"), { customTags }) as Template;
  const [role, ...others] = Object.values(Resources);
  const { Policies, ManagedPolicyArns } = role!.Properties;
  expect([others, ManagedPolicyArns]).toEqual([[], undefined]);
  const own = "arn:${AWS::Partition}:securityhub:*:${AWS::AccountId}:product/${AWS::AccountId}/default";
  expect(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
    {
      Sid: "ClausewatchSecurityHub",
      Effect: "Allow",
      Action: ["securityhub:BatchImportFindings"],
      Resource: { "Fn::Sub": own },
    },
  ]);
});

describe.each(["read-role.yaml", "security-hub-role.yaml"])("%s", (file) => {
  const { Parameters, Resources } = parse(read(file), { customTags }) as Template;
  const { AssumeRolePolicyDocument, RoleName } = Object.values(Resources)[0]!.Properties;

  test("is assumed by the one who is named, with the external id, and by nobody else", () => {
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: { Ref: "TrustedPrincipal" } },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } } },
      },
    ]);
    expect(RoleName).toEqual({ Ref: "RoleName" });
  });

  test.each([
    ["TrustedPrincipal", "arn:aws:iam::222233334444:role/clausewatch-hub", "*"],
    ["TrustedPrincipal", "arn:aws-us-gov:iam::222233334444:role/path/hub", "arn:aws:iam::222233334444:root"],
    ["ExternalId", "0f6b0d4e6f3a4f0c8e2b7a915d3c4e21", "*"],
    ["RoleName", "clausewatch-read", "path/role"],
  ])("%s may be %s, and not %s", (name, right, wrong) => {
    const pattern = new RegExp(Parameters[name]!.AllowedPattern);
    expect([pattern.test(right), pattern.test(wrong)]).toEqual([true, false]);
  });
});

const HEALTH = "http://127.0.0.1:9464/healthz";

test("the ECS task serves, writes nowhere but to its volume, and takes its secrets from elsewhere", () => {
  const { containerDefinitions, volumes } = JSON.parse(read("ecs-task-definition.json"));
  const [{ command, user, readonlyRootFilesystem, environment, secrets, mountPoints, healthCheck }] =
    containerDefinitions;
  expect([command, user, readonlyRootFilesystem]).toEqual([["serve"], "65532:65532", true]);
  expect(secrets.map(({ name }: { name: string }) => name)).toEqual(["CLAUSEWATCH_STORE_PASSWORD"]);
  expect(JSON.stringify(environment)).not.toMatch(/password|secret/i);
  expect(mountPoints.map(({ sourceVolume }: { sourceVolume: string }) => sourceVolume)).toEqual(
    volumes.map(({ name }: { name: string }) => name),
  );
  expect(healthCheck.command.join(" ")).toContain(HEALTH);
});

test("the compose file serves with PostgreSQL, whose password is in a file alone", () => {
  const { services, secrets, volumes } = parse(read("compose.yaml"));
  expect(Object.keys(services)).toEqual(["clausewatch", "postgres"]);
  expect([services.clausewatch.command, services.clausewatch.read_only]).toEqual([["serve"], true]);
  expect(services.clausewatch.healthcheck.test.join(" ")).toContain(HEALTH);
  expect(services.clausewatch.depends_on.postgres.condition).toBe("service_healthy");
  for (const name of Object.keys(services)) expect(services[name].secrets).toEqual(["store-password"]);
  expect(services.postgres.environment).toMatchObject({ POSTGRES_PASSWORD_FILE: "/run/secrets/store-password" });
  expect(services.postgres.environment).not.toHaveProperty("POSTGRES_PASSWORD");
  expect(secrets["store-password"]).toEqual({ file: "./secrets/store-password" });
  // Nothing is published: the port is for health and metrics within.
  for (const service of Object.values<object>(services)) expect(service).not.toHaveProperty("ports");
  expect(Object.keys(volumes)).toEqual(["state", "postgres"]);
});
