import check from "../../../checks/network-segmentation/network-has-private-addresses.ts";
import { testCheck } from "../../kit/check-tester.ts";

const vpc = (...blocks: readonly string[]) => ({
  VpcId: "vpc-1",
  CidrBlock: blocks[0]!,
  CidrBlockAssociationSet: blocks.map((CidrBlock) => ({ CidrBlock, CidrBlockState: { State: "associated" } })),
});

testCheck(check, {
  pass: [
    { name: "10/8, to its end", item: vpc("10.255.0.0/16") },
    { name: "172.16/12, to its end", item: vpc("172.31.0.0/16") },
    { name: "192.168/16", item: vpc("192.168.0.0/16") },
    {
      name: "a block that was taken away",
      item: {
        VpcId: "vpc-1",
        CidrBlock: "10.0.0.0/16",
        CidrBlockAssociationSet: [{ CidrBlock: "100.64.0.0/16", CidrBlockState: { State: "disassociated" } }],
      },
    },
  ],
  fail: [
    { name: "beyond 172.16/12", item: vpc("172.32.0.0/16"), keys: ["172.32.0.0/16"], says: /not of RFC 1918/ },
    { name: "a second block", item: vpc("10.0.0.0/16", "100.64.0.0/16"), keys: ["100.64.0.0/16"] },
    { name: "partly private", item: vpc("10.0.0.0/7"), keys: ["10.0.0.0/7"] },
  ],
});
