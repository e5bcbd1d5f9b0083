/**
 * A process that is measured: `node bench/network.ts SIZE`, SIZE as JSON. Builds the proof of a generated network from its
 * listings, and asks of it all that the checks ask. Prints what that cost; making the listings up costs nothing.
 */
import { NetworkProof, proofListings, type ProofUnit } from "../src/access/index.ts";
import { networkItems, type NetworkSize } from "./networks.ts";
import { networkAccess } from "./register.ts";

const [size = "{}"] = process.argv.slice(2);
const items = networkItems(JSON.parse(size) as NetworkSize);
const tables = Object.fromEntries(Object.entries(proofListings).map(([name, { id }]) => [name, items[id] ?? []]));
const unit: ProofUnit = {
  unit: { account: "111122223333", partition: "aws", region: "eu-central-1" },
  tables: tables as unknown as ProofUnit["tables"],
  customerOf: (_, item) => {
    const { Tags = [], TagList = Tags } = item as Readonly<Record<string, readonly { Key: string; Value: string }[]>>;
    return TagList.find(({ Key }) => Key === "Customer")?.Value ?? null;
  },
};

const before = process.resourceUsage().maxRSS / 1024;
const cpu = process.cpuUsage();
const proof = new NetworkProof([unit], networkAccess());
const built = process.cpuUsage(cpu);
const counts = { openings: 0, facing: 0 };
for (const target of proof.targets) {
  counts.openings += proof.openings(target).length;
  if (target.roles.includes("database")) counts.facing += proof.facing(target).length;
}
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
const builtMs = (built.user + built.system) / 1000;
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ cpuMs, builtMs, peakMb, listingsMb: before, targets: proof.targets.length, ...counts })}\n`,
);
