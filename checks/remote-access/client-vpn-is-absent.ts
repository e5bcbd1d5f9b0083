import { defineCheck, ec2, fail, notApplicable, pass, z } from "clausewatch";

export default defineCheck({
  id: "client-vpn-is-absent",
  severity: "high",
  title: "No client VPN leads into a network beside the bastion",
  why: "A client VPN puts people's own devices into the network, from wherever they are, and past the bastion.",
  fix: "Delete the endpoint. Where the policy allows it, name it in the parameter allowed.",
  sources: [
    "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is.html",
    "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/client-authorization.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.clientVpnEndpoints,
  params: z.strictObject({
    allowed: z.array(z.string()).default([]).describe("Ids of endpoints that the policy allows"),
  }),
  judge: ({ ClientVpnEndpointId: id, Status: { Code }, VpcId, ClientCidrBlock }, _, { allowed }) => {
    if (Code === "deleting" || Code === "deleted" || Code === "pending-associate")
      return notApplicable(`its status is ${Code}: it leads nowhere`);
    if (allowed.includes(id)) return pass();
    return fail(`The client VPN endpoint ${id} leads into ${VpcId ?? "a network"} past the bastion`, {
      evidence: { status: Code, vpc: VpcId, clients: ClientCidrBlock },
    });
  },
});
