/** What is asked of AWS's answers about load balancers: the fields that decide what they pass on, as the listings keep them. */

export interface BalancerShape {
  readonly LoadBalancerArn: string;
  readonly LoadBalancerName: string;
  /** `application`, `network` or `gateway`. */
  readonly Type: string;
  readonly Scheme?: string;
  readonly VpcId?: string;
  readonly SecurityGroups?: readonly string[];
}

export interface ActionShape {
  readonly Type: string;
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: { readonly TargetGroups?: readonly { readonly TargetGroupArn?: string }[] };
}

export interface ListenerShape {
  readonly LoadBalancerArn: string;
  readonly ListenerArn: string;
  readonly Protocol?: string;
  readonly Port?: number;
  readonly DefaultActions: readonly ActionShape[];
}

/** A rule of a listener of an application load balancer. */
export interface RuleShape {
  readonly ListenerArn: string;
  readonly Actions: readonly ActionShape[];
}

export interface TargetGroupShape {
  readonly TargetGroupArn: string;
  readonly TargetGroupName: string;
  /** `instance`, `ip`, `lambda` or `alb`. */
  readonly TargetType: string;
  readonly Protocol?: string;
  readonly Port?: number;
  readonly VpcId?: string;
  readonly LoadBalancerArns: readonly string[];
  readonly IpAddressType?: string;
}

/** A registered target, whatever its health. */
export interface RegisteredShape {
  readonly TargetGroupArn: string;
  readonly Target?: { readonly Id?: string; readonly Port?: number };
}

export interface GroupAttributeShape {
  readonly TargetGroupArn: string;
  readonly Key: string;
  readonly Value: string;
}

export interface ClassicShape {
  readonly LoadBalancerName: string;
  readonly Scheme?: string;
  readonly VPCId?: string;
  readonly SecurityGroups?: readonly string[];
  readonly ListenerDescriptions: readonly {
    readonly Listener: {
      readonly Protocol: string;
      readonly LoadBalancerPort: number;
      readonly InstancePort?: number;
    };
  }[];
  readonly Instances?: readonly { readonly InstanceId?: string }[];
}

/** What was read of the load balancers of one account and region; null for a listing that was not, or not whole. */
export interface BalancerUnit {
  readonly account: string;
  readonly region: string;
  readonly balancers: readonly BalancerShape[] | null;
  readonly listeners: readonly ListenerShape[] | null;
  readonly rules: readonly RuleShape[] | null;
  readonly targetGroups: readonly TargetGroupShape[] | null;
  readonly registered: readonly RegisteredShape[] | null;
  readonly groupAttributes: readonly GroupAttributeShape[] | null;
  readonly classics: readonly ClassicShape[] | null;
}
