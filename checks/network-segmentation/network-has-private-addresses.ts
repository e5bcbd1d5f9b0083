import { defineCheck, ec2, fail, network, pass } from "clausewatch";

/** https://www.rfc-editor.org/rfc/rfc1918 */
const RFC1918 = network.parseAddresses(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]).ipv4;

export default defineCheck({
  id: "network-has-private-addresses",
  severity: "medium",
  title: "Private networks have addresses of RFC 1918 only",
  why: "Addresses that belong to others on the internet lead there as soon as one route is missing, and let nobody inside reach who has them.",
  fix: "Build a network with addresses of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, and move what is in this one.",
  sources: [
    "https://www.rfc-editor.org/rfc/rfc1918",
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.vpcs,
  judge: ({ VpcId, CidrBlock, CidrBlockAssociationSet = [] }) => {
    const more = CidrBlockAssociationSet.flatMap(({ CidrBlock: block, CidrBlockState }) =>
      // What is taken away stays in the list for a while.
      block === undefined || /^(?:disassociated|failed)$/.test(CidrBlockState?.State ?? "") ? [] : [block],
    );
    const blocks = [...new Set([...(CidrBlock === undefined ? [] : [CidrBlock]), ...more])].sort();
    const foreign = blocks.filter((block) => !network.covers(RFC1918, network.parseAddresses([block]).ipv4));
    if (foreign.length === 0) return pass();
    return foreign.map((block) =>
      fail(`The private network ${VpcId} has the addresses ${block}, which are not of RFC 1918`, { key: block }),
    );
  },
});
