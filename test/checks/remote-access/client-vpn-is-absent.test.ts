import check from "../../../checks/remote-access/client-vpn-is-absent.ts";
import { testCheck } from "../../kit/check-tester.ts";

const vpn = (Code: string) => ({
  ClientVpnEndpointId: "cvpn-endpoint-1",
  Status: { Code },
  VpcId: "vpc-1",
  ClientCidrBlock: "10.8.0.0/16",
});

testCheck(check, {
  pass: [{ name: "allowed", item: vpn("available"), params: { allowed: ["cvpn-endpoint-1"] } }],
  fail: [
    { name: "available", item: vpn("available"), says: /leads into vpc-1 past the bastion/ },
    { name: "another is allowed", item: vpn("available"), params: { allowed: ["cvpn-endpoint-2"] } },
    { name: "a status that is not known", item: vpn("updating") },
  ],
  notApplicable: ["deleting", "deleted", "pending-associate"].map((code) => ({ name: code, item: vpn(code) })),
  badParams: [{ name: "an unknown key", params: { allow: [] }, says: /allow/ }],
});
