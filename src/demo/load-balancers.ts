/** The load balancers of production, eu-central-1: what the internet may talk to. */
import {
  classicLoadBalancer,
  forward,
  listener,
  loadBalancer,
  REDIRECT,
  targetGroup,
  type Region,
} from "./build/index.ts";

export function buildLoadBalancers(region: Region): void {
  loadBalancer(region, {
    name: "platform",
    kind: "application",
    subnets: ["platform public a", "platform public b"],
    groups: ["platform-alb"],
    publicIps: ["198.51.100.20", "198.51.100.21"],
    dualStack: true,
  });
  const platform = { of: "platform", vpc: "platform", type: "instance", protocol: "HTTPS", port: 8443 } as const;
  targetGroup(region, { ...platform, name: "platform-web", targets: ["web a", "web b"] });
  targetGroup(region, { ...platform, name: "platform-api", targets: ["app a", "app b"] });
  targetGroup(region, { of: "platform", name: "platform-hooks", type: "lambda" });
  listener(region, { of: "platform", protocol: "HTTPS", port: 443, action: forward(region, "platform-web") });
  listener(region, { of: "platform", protocol: "HTTP", port: 80, action: REDIRECT });

  loadBalancer(region, {
    name: "alder",
    kind: "application",
    subnets: ["alder public a", "alder public b"],
    groups: ["alder-alb"],
    publicIps: ["198.51.100.31", "198.51.100.32"],
  });
  targetGroup(region, {
    of: "alder",
    vpc: "alder",
    name: "alder-app",
    type: "instance",
    protocol: "HTTPS",
    port: 8443,
    targets: ["alder app a", "alder app b"],
  });
  listener(region, { of: "alder", protocol: "HTTPS", port: 443, action: forward(region, "alder-app") });
  listener(region, { of: "alder", protocol: "HTTP", port: 80, action: REDIRECT });

  loadBalancer(region, {
    name: "birch",
    kind: "network",
    subnets: ["birch public a", "birch public b"],
    groups: ["birch-nlb"],
    publicIps: ["198.51.100.41", "198.51.100.42"],
  });
  targetGroup(region, {
    of: "birch",
    vpc: "birch",
    name: "birch-app",
    type: "instance",
    protocol: "TLS",
    port: 8443,
    targets: ["birch app a", "birch app b"],
  });
  listener(region, { of: "birch", protocol: "TLS", port: 443, action: forward(region, "birch-app") });

  // Older than the others, for the devices of clinics that reach the platform over their own lines.
  const inside = {
    subnets: ["platform servers a", "platform servers b"],
    group: "app",
    servers: ["app a", "app b"],
    instancePort: 8443,
  };
  classicLoadBalancer(region, { ...inside, name: "fax" });
  classicLoadBalancer(region, { ...inside, name: "labs" });
}
