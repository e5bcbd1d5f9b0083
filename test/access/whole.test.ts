import { expect, test } from "vitest";
import { hold, targetOf } from "../kit/proof.ts";
import { instance } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";

test.each([
  ["all of it in halves", "0.0.0.0/1 128.0.0.0/1", true],
  [
    "all but what nobody can have",
    "0.0.0.0/5 8.0.0.0/7 11.0.0.0/8 12.0.0.0/6 16.0.0.0/4 32.0.0.0/3 64.0.0.0/2 128.0.0.0/1",
    true,
  ],
  ["one half", "128.0.0.0/1", false],
  ["all but one network", "0.0.0.0/2 64.0.0.0/3 96.0.0.0/4 112.0.0.0/5 120.0.0.0/6 124.0.0.0/8 128.0.0.0/1", false],
])("the whole internet: %s", (_, blocks, whole) => {
  const s = new Sketch()
    .vpc("vpc-a", "10.0.0.0/16")
    .subnet("subnet-a", "vpc-a", "10.0.0.0/24")
    .internetGateway("igw-a", "vpc-a")
    .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a"])
    .group("sg-a", { in: [`tcp/22 ${blocks}`] }, "vpc-a")
    .interface("eni-a", "subnet-a", ["10.0.0.10"], { groups: ["sg-a"], instance: "i-a", publicIps: ["198.51.100.1"] });
  instance(s, "i-a", "subnet-a", "10.0.0.10");
  const proof = hold(s);
  const [opening] = proof.facing(targetOf(proof, "i-a"));
  expect(opening?.from.whole).toBe(whole);
});
