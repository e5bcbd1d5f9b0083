/**
 * What the SDK knows of a service: its operations' schemas, its version and name space, and how a request is spelled.
 * The client packages are loaded on first use.
 */
import { NormalizedSchema, operation as operationSchema } from "@smithy/core/schema";
import type { Service } from "../contract/index.ts";
import { ReplayError } from "./failure.ts";

export interface Api {
  readonly service: Service;
  /** The API's version, which is a date. */
  readonly version: string;
  readonly xmlNamespace: string;
  /** The schema of an operation's output. */
  output(operation: string): NormalizedSchema;
  /** The parameters that the SDK sends for an input, by their names in the request. */
  params(operation: string, input: object): Promise<ReadonlyMap<string, string>>;
}

type OperationSchema = readonly [9, string, string, never, never, never];

interface Client {
  readonly config: {
    readonly protocol: {
      serializeRequest(schema: unknown, input: object, context: object): Promise<{ readonly body: string }>;
    };
    readonly protocolSettings: { readonly xmlNamespace: string; readonly version: string };
  };
}

const packages: Readonly<Record<Service, () => Promise<[unknown, string]>>> = {
  ec2: async () => [await import("@aws-sdk/client-ec2"), "EC2Client"],
  rds: async () => [await import("@aws-sdk/client-rds"), "RDSClient"],
  elbv2: async () => [await import("@aws-sdk/client-elastic-load-balancing-v2"), "ElasticLoadBalancingV2Client"],
  sts: async () => [await import("@aws-sdk/client-sts"), "STSClient"],
};

export async function loadApi(service: Service): Promise<Api> {
  const [module, name] = await packages[service]();
  const exported = module as Readonly<Record<string, unknown>>;
  const ClientClass = exported[name] as new (config: object) => Client;
  const { config } = new ClientClass({ region: "us-east-1" });
  const { version, xmlNamespace } = config.protocolSettings;

  function schema(operation: string): OperationSchema {
    const found = exported[`${operation}$`];
    if (!Array.isArray(found) || found[0] !== 9) throw new ReplayError(`the SDK's ${service} has no ${operation}`);
    return found as never;
  }

  return {
    service,
    version,
    xmlNamespace,
    output: (operation) => NormalizedSchema.of(schema(operation)[5]),
    params: async (operation, input) => {
      const [, namespace, name, traits, inputSchema, output] = schema(operation);
      const noEndpoint = { ...config, endpoint: async () => undefined };
      const called = operationSchema(namespace, name, traits, inputSchema, output);
      const params = new Map(
        new URLSearchParams((await config.protocol.serializeRequest(called, input, noEndpoint)).body),
      );
      params.delete("Action");
      params.delete("Version");
      return params;
    },
  };
}
