/**
 * The SDK's two query protocols with a reader of answers of our own: one pass over the bytes, by a plan that is
 * compiled once an operation and listing. Requests are the SDK's, and so is the reading of answers that are no success.
 */
import { AwsEc2QueryProtocol, AwsQueryProtocol } from "@aws-sdk/core/protocols";
import { collectBody } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { Listing, Service } from "../../contract/index.ts";
import { keptOf, LISTING } from "./kept.ts";
import { malformed } from "./malformed.ts";
import { compile, type Plan } from "./plan.ts";
import { read } from "./read.ts";

type QueryProtocol = new (options: any) => AwsQueryProtocol;
type Deserialize = Parameters<AwsQueryProtocol["deserializeResponse"]>;
type Answer = Awaited<ReturnType<AwsQueryProtocol["deserializeResponse"]>>;

/** The class that a service's client takes as its `protocol`; undefined for a service that does not answer in XML. */
export function fastProtocol(service: Service): QueryProtocol | undefined {
  return protocols[service];
}

/** Stands for no listing. */
const everything = {};
const query = withFastReader(AwsQueryProtocol);
const protocols: Readonly<Partial<Record<Service, QueryProtocol>>> = {
  ec2: withFastReader(AwsEc2QueryProtocol),
  elb: query,
  elbv2: query,
  iam: query,
  rds: query,
  sts: query,
};

function withFastReader(Protocol: QueryProtocol): QueryProtocol {
  /** Of all clients together, for a plan says nothing of whom is asked: by operation and listing. */
  const plans = new Map<string, WeakMap<Listing | typeof everything, Plan>>();
  return class extends Protocol {
    /**
     * The output with what the call's listing keeps; all of it for a call without one. Throws `MalformedAnswer` for a
     * success that is not the whole answer of this operation, an empty one included.
     */
    override async deserializeResponse<Output extends Answer>(
      operation: Deserialize[0],
      context: Deserialize[1],
      response: Deserialize[2],
    ): Promise<Output> {
      if (response.statusCode >= 300) return await super.deserializeResponse(operation, context, response);
      const plan = this.plan(operation, context[LISTING] as Listing | undefined);
      const body = await collectBody(response.body, context);
      if (body.byteLength === 0) throw malformed("it is empty", 0);
      return { ...read(plan, body), $metadata: this.deserializeMetadata(response) } as unknown as Output;
    }

    private plan({ namespace, name, output }: Deserialize[0], listing: Listing | undefined): Plan {
      const key = listing ?? everything;
      // Services have operations of the same name.
      const operation = `${namespace}#${name}`;
      let ofOperation = plans.get(operation);
      if (ofOperation === undefined) plans.set(operation, (ofOperation = new WeakMap()));
      let plan = ofOperation.get(key);
      if (plan === undefined) {
        const kept = listing === undefined ? undefined : keptOf(listing);
        plan = compile(name, NormalizedSchema.of(output), this.useNestedResult(), kept);
        ofOperation.set(key, plan);
      }
      return plan;
    }
  };
}
