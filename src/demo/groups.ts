/** Who may talk to whom in production, eu-central-1. Whatever opens, opens to a group, or is justified. */
import {
  alsoIn,
  ANYWHERE,
  cidr,
  group,
  internet,
  listed,
  members,
  membersAcross,
  prefixList,
  tcp,
  type Opening,
  type Region,
} from "./build/index.ts";

/** The company's office: a range that is kept for documentation. */
const OFFICE = "203.0.113.0/24";

export function buildGroups(region: Region): void {
  prefixList(region, "offices", { cidrs: [OFFICE], by: ["inbound", "outbound"] });
  buildPlatformGroups(region);
  buildCustomerGroups(region, "alder", "alb");
  buildCustomerGroups(region, "birch", "nlb");
  // For a probe beside alder's servers, which nobody has set up yet.
  alsoIn(region, "monitoring", "alder");
}

function buildPlatformGroups(region: Region): void {
  const add = (name: string, description: string, ingress: readonly Opening[], egress = ANYWHERE) =>
    group(region, { name, vpc: "platform", description, ingress, egress });

  add("platform-server", "What every server of the platform is reached by", [
    tcp(22, members("bastion", "administration")),
    tcp(9100, members("monitoring", "measurements")),
  ]);
  add("bastion", "The one way in for administrators", [tcp(22, listed("offices", "administrators in the office"))]);
  add("platform-alb", "The front door of the platform", [
    tcp(443, ...internet("customers' browsers")),
    tcp(80, ...internet("redirected to 443")),
  ]);
  add("web", "nginx", [tcp(8443, members("platform-alb", "requests"))]);
  add("app", "Dropwizard", [
    tcp(8443, members("web", "requests"), members("platform-alb", "API requests")),
    tcp(8444, members("monitoring", "health of the application")),
  ]);
  add("postgres", "PostgreSQL on RDS", [database(5432, "app")], []);
  add("percona", "Percona Server on EC2", [tcp(3306, members("app", "queries"))], []);
  add("reports", "Aurora, for reports", [database(5432, "app")], []);
  add("logging", "Logstash", [tcp(6514, ...everyServer("syslog over TLS"))]);
  add("monitoring", "Measurements and alarms", [], [tcp(443, listed("offices", "screens in the office"))]);
  add("salt", "Configuration management", [tcp([4505, 4506], ...everyServer("configuration"))]);
}

/** A customer's servers take requests from the customer's own load balancer, and care from the platform. */
function buildCustomerGroups(region: Region, customer: string, door: "alb" | "nlb"): void {
  const add = (name: string, description: string, ingress: readonly Opening[], egress = ANYWHERE) =>
    group(region, { name: `${customer}-${name}`, vpc: customer, description, ingress, egress });
  const platform = (name: string, why: string) => membersAcross("platform", customer, name, why);

  add("server", `What every server of ${customer} is reached by`, [
    tcp(22, platform("bastion", "administration")),
    tcp(9100, platform("monitoring", "measurements")),
  ]);
  const requests = tcp(443, cidr("0.0.0.0/0", "the customer's users"));
  const redirected = tcp(80, cidr("0.0.0.0/0", "redirected to 443"));
  add(door, `The front door of ${customer}`, door === "alb" ? [requests, redirected] : [requests]);
  add("app", `Dropwizard for ${customer}`, [tcp(8443, members(`${customer}-${door}`, "requests"))]);
  add(
    "db",
    `PostgreSQL for ${customer}`,
    [tcp(5432, members(`${customer}-app`, "queries"), platform("bastion", "administration through SSH"))],
    [],
  );
}

function database(port: number, application: string): Opening {
  return tcp(port, members(application, "queries"), members("bastion", "administration through SSH"));
}

function everyServer(why: string) {
  return [
    members("platform-server", why),
    membersAcross("alder", "platform", "alder-server", why),
    membersAcross("birch", "platform", "birch-server", why),
  ];
}
