import check from "../../../checks/network-segmentation/network-serves-one-customer.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY } from "../network-world.ts";

testNetworkCheck(check, [
  {
    name: "one, none",
    ...COMPANY,
    customers: { alder: ["vpc-alder"] },
    world: company,
    says: { "vpc-alder": "pass", "vpc-birch": "not-applicable" },
  },
]);
