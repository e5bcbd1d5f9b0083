import type { Service } from "../contract/index.ts";

/** A service's client as the SDK exports it, loaded on first use: importing all clients costs half a second. */
export interface Sdk {
  readonly Client: new (config: Readonly<Record<string, unknown>>) => SdkClient;
  /** The command of an operation. */
  command(operation: string): new (input: unknown) => SdkCommand;
  /** The schema of an operation: kind, name space, name, traits, and how to get its input's and output's schema. */
  schema(operation: string): OperationSchema;
}

export interface SdkClient {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
  readonly config: Readonly<Record<string, never>>;
}

export interface SdkCommand {
  readonly middlewareStack: { addRelativeTo(middleware: unknown, options: Readonly<Record<string, string>>): void };
}

export type OperationSchema = readonly [9, string, string, never, never, never];

const packages: Readonly<Record<Service, () => Promise<[unknown, string]>>> = {
  acm: async () => [await import("@aws-sdk/client-acm"), "ACMClient"],
  ec2: async () => [await import("@aws-sdk/client-ec2"), "EC2Client"],
  elb: async () => [await import("@aws-sdk/client-elastic-load-balancing"), "ElasticLoadBalancingClient"],
  elbv2: async () => [await import("@aws-sdk/client-elastic-load-balancing-v2"), "ElasticLoadBalancingV2Client"],
  iam: async () => [await import("@aws-sdk/client-iam"), "IAMClient"],
  kms: async () => [await import("@aws-sdk/client-kms"), "KMSClient"],
  organizations: async () => [await import("@aws-sdk/client-organizations"), "OrganizationsClient"],
  rds: async () => [await import("@aws-sdk/client-rds"), "RDSClient"],
  sts: async () => [await import("@aws-sdk/client-sts"), "STSClient"],
};

/** Loads the client package of a service. What it lacks is an Error: a listing names an operation that does not exist. */
export async function loadSdk(service: Service): Promise<Sdk> {
  const [module, name] = await packages[service]();
  const exported = module as Readonly<Record<string, never>>;
  const find = (member: string): never => {
    const found = exported[member];
    if (found === undefined) throw new Error(`the SDK's ${service} client has no ${member}`);
    return found;
  };
  return {
    Client: find(name),
    command: (operation) => find(`${operation}Command`),
    schema: (operation) => find(`${operation}$`),
  };
}
