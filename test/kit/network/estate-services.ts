/** Load balancers and databases of a test world, in AWS's own shapes; see `./estate.ts`. */

export interface LoadBalancer {
  readonly LoadBalancerArn: string;
  readonly LoadBalancerName: string;
  readonly Type: string;
  readonly Scheme?: string;
  readonly VpcId?: string;
  readonly SecurityGroups?: readonly string[];
  readonly AvailabilityZones?: readonly { readonly SubnetId?: string }[];
}

export interface Action {
  readonly Type: string;
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: { readonly TargetGroups?: readonly { readonly TargetGroupArn?: string }[] };
}

export interface Listener {
  readonly ListenerArn: string;
  readonly LoadBalancerArn: string;
  readonly Protocol?: string;
  readonly Port?: number;
  readonly DefaultActions: readonly Action[];
}

export interface ListenerRule {
  readonly RuleArn: string;
  readonly ListenerArn: string;
  readonly Priority: string;
  readonly Actions: readonly Action[];
}

export interface TargetGroup {
  readonly TargetGroupArn: string;
  readonly TargetGroupName: string;
  readonly TargetType: string;
  readonly Protocol?: string;
  readonly Port?: number;
  readonly VpcId?: string;
  readonly LoadBalancerArns: readonly string[];
}

export interface TargetGroupAttribute {
  readonly TargetGroupArn: string;
  readonly Key: string;
  readonly Value: string;
}

export interface RegisteredTarget {
  readonly TargetGroupArn: string;
  readonly Target: { readonly Id: string; readonly Port?: number };
}

export interface ClassicLoadBalancer {
  readonly LoadBalancerName: string;
  readonly ListenerDescriptions: readonly {
    readonly Listener: {
      readonly Protocol: string;
      readonly LoadBalancerPort: number;
      readonly InstanceProtocol?: string;
      readonly InstancePort?: number;
    };
  }[];
  readonly VPCId?: string;
  readonly Subnets?: readonly string[];
  readonly SecurityGroups?: readonly string[];
  readonly Instances?: readonly { readonly InstanceId?: string }[];
}

interface DbGroup {
  readonly VpcSecurityGroupId?: string;
  readonly Status?: string;
}

export interface DbInstance {
  readonly DBInstanceIdentifier: string;
  readonly DBInstanceArn: string;
  readonly Engine: string;
  readonly PubliclyAccessible: boolean;
  readonly DBClusterIdentifier?: string;
  readonly Endpoint?: { readonly Address?: string; readonly Port?: number };
  readonly VpcSecurityGroups?: readonly DbGroup[];
  readonly DBSubnetGroup?: {
    readonly DBSubnetGroupName?: string;
    readonly VpcId?: string;
    readonly Subnets?: readonly { readonly SubnetIdentifier?: string }[];
  };
}

export interface DbCluster {
  readonly DBClusterIdentifier: string;
  readonly DBClusterArn: string;
  readonly Engine: string;
  readonly Port?: number;
  /** The name of a subnet group of the same unit. */
  readonly DBSubnetGroup?: string;
  readonly VpcSecurityGroups?: readonly DbGroup[];
}

export interface DbSubnetGroup {
  readonly DBSubnetGroupName: string;
  readonly DBSubnetGroupArn: string;
  readonly VpcId?: string;
  readonly Subnets: readonly { readonly SubnetIdentifier: string }[];
}

export interface DbProxy {
  readonly DBProxyName: string;
  readonly DBProxyArn: string;
  readonly EngineFamily?: string;
  readonly VpcId?: string;
  readonly VpcSubnetIds?: readonly string[];
  readonly VpcSecurityGroupIds?: readonly string[];
}

/** As DescribeDBProxyTargets tells it, with the proxy that it was asked of. */
export interface DbProxyTarget {
  readonly DBProxyName: string;
  readonly Type: string;
  readonly RdsResourceId?: string;
  readonly TrackedClusterId?: string;
  readonly Port?: number;
}
