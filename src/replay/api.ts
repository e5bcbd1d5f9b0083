/**
 * What the SDK knows of a service: its operations' schemas, its version and name space, and how a request is spelled.
 * The client packages are loaded on first use.
 */
import { NormalizedSchema, operation as operationSchema } from "@smithy/core/schema";
import type { Service } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { loadSdk } from "../sdk/load.ts";
import { formParams, jsonParams } from "./params.ts";

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

interface Client {
  readonly config: {
    readonly protocol: {
      serializeRequest(
        schema: unknown,
        input: object,
        context: object,
      ): Promise<{ readonly body: string | Uint8Array }>;
    };
    readonly protocolSettings: { readonly xmlNamespace: string; readonly version: string };
  };
}

export async function loadApi(service: Service): Promise<Api> {
  const sdk = await loadSdk(service);
  const { config } = new sdk.Client({ region: "us-east-1" }) as unknown as Client;
  const { version, xmlNamespace } = config.protocolSettings;

  return {
    service,
    version,
    xmlNamespace,
    output: (operation) => NormalizedSchema.of(sdk.schema(operation)[5]),
    params: async (operation, input) => {
      const [, namespace, name, traits, inputSchema, output] = sdk.schema(operation);
      const noEndpoint = { ...config, endpoint: async () => undefined };
      const called = operationSchema(namespace, name, traits, inputSchema, output);
      const { body } = await config.protocol.serializeRequest(called, input, noEndpoint);
      const text = typeof body === "string" ? body : new TextDecoder().decode(body);
      return services[service].json ? jsonParams(text) : formParams(text).params;
    },
  };
}
