import { test } from "vitest";
import { proofListings } from "../../src/access/index.ts";
import type { Listing } from "../../src/contract/index.ts";
import { expectHonest } from "../kit/honest.ts";

const ofNetwork = new Set<Listing>(Object.values(proofListings));

test("whatever fails on the way, of the network's listings", { timeout: 120_000 }, () =>
  expectHonest((listing) => ofNetwork.has(listing)),
);
