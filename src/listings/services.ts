import type { Service } from "../contract/index.ts";

/** How a service pages, and how fast it may be asked. */
export interface ServiceFacts {
  /** The prefix of its IAM actions. */
  readonly iamPrefix: string;
  /** Has no regions. */
  readonly global?: true;
  /** Speaks JSON, and not XML. */
  readonly json?: true;
  /** The version of its API, where the name is shared by two. */
  readonly version?: string;
  /** The input that sets the page size, and the input and output that carry the token. */
  readonly paging: { readonly size: string; readonly tokenIn: string; readonly tokenOut: string };
  /**
   * Documented token bucket: `burst` calls at once, `refill` a second, per account and region. `shared`: one bucket
   * for all of the service's actions instead of one an action.
   * EC2: docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html;
   * ELB: docs.aws.amazon.com/elasticloadbalancing/latest/userguide/load-balancer-api-throttling.html.
   */
  readonly rate: { readonly burst: number; readonly refill: number; readonly shared: boolean };
  /** EC2 gives calls that neither page nor filter a smaller bucket. */
  readonly unpagedRate?: { readonly burst: number; readonly refill: number };
}

export const services: Readonly<Record<Service, ServiceFacts>> = {
  // ACM and KMS document rates far above what one listing a unit needs.
  acm: {
    iamPrefix: "acm",
    json: true,
    paging: { size: "MaxItems", tokenIn: "NextToken", tokenOut: "NextToken" },
    rate: { burst: 10, refill: 10, shared: false },
  },
  ec2: {
    iamPrefix: "ec2",
    paging: { size: "MaxResults", tokenIn: "NextToken", tokenOut: "NextToken" },
    rate: { burst: 100, refill: 20, shared: false },
    unpagedRate: { burst: 50, refill: 10 },
  },
  // Organizations limits each action by account, and is asked little: a call for 20 accounts, and one each for tags.
  organizations: {
    iamPrefix: "organizations",
    global: true,
    json: true,
    paging: { size: "MaxResults", tokenIn: "NextToken", tokenOut: "NextToken" },
    rate: { burst: 10, refill: 10, shared: false },
  },
  rds: {
    iamPrefix: "rds",
    paging: { size: "MaxRecords", tokenIn: "Marker", tokenOut: "Marker" },
    rate: { burst: 300, refill: 12, shared: true },
  },
  // Classic and newer load balancers: two APIs, one name in IAM, one bucket.
  elb: {
    iamPrefix: "elasticloadbalancing",
    version: "2012-06-01",
    paging: { size: "PageSize", tokenIn: "Marker", tokenOut: "NextMarker" },
    rate: { burst: 40, refill: 10, shared: true },
  },
  elbv2: {
    iamPrefix: "elasticloadbalancing",
    version: "2015-12-01",
    paging: { size: "PageSize", tokenIn: "Marker", tokenOut: "NextMarker" },
    rate: { burst: 40, refill: 10, shared: true },
  },
  // IAM documents no rate; it is known to be slow, and is asked once an account.
  iam: {
    iamPrefix: "iam",
    global: true,
    paging: { size: "MaxItems", tokenIn: "Marker", tokenOut: "Marker" },
    rate: { burst: 10, refill: 5, shared: true },
  },
  kms: {
    iamPrefix: "kms",
    json: true,
    paging: { size: "Limit", tokenIn: "Marker", tokenOut: "NextMarker" },
    rate: { burst: 50, refill: 50, shared: true },
  },
  // Far below what STS allows an account. The credentials that assume a role in each of many accounts are of one.
  sts: {
    iamPrefix: "sts",
    paging: { size: "", tokenIn: "", tokenOut: "" },
    rate: { burst: 100, refill: 100, shared: true },
  },
};
