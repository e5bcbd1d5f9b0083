import type { AccessRow, LintFinding, Party } from "../contract/index.ts";
import { covers, fromRanges, parseAddresses, parsePorts, publicSpace, wholeProtocol } from "../network/index.ts";
import type { Read } from "./read.ts";

/** What somebody should look at in the access register: overdue reviews, drafts, and rows that leave nothing to find. */
export function rowFindings({ access, placeOf }: Read, day: string): LintFinding[] {
  return (access?.rows ?? []).flatMap((row, i): LintFinding[] => {
    const { id, owner, approval } = row;
    const found: LintFinding[] = [];
    if (approval === null) {
      const message = `nobody has reviewed the row "${id}"`;
      const hint = "Say approvedBy and review instead of unreviewed, once somebody has.";
      found.push({ level: "note", rule: "row-not-reviewed", ...placeOf(["rows", i, "unreviewed"]), message, hint });
    } else if (approval.review < day) {
      const message = `the review of the row "${id}" by ${owner} was due on ${approval.review}`;
      const hint = "Review it, and write down the day of the next one; or remove the row.";
      found.push({ level: "warning", rule: "review-overdue", ...placeOf(["rows", i, "review"]), message, hint });
    }
    if (isForAnybody(row) && opensEveryPort(row)) {
      const message = `the row "${id}" lets the whole internet to every port`;
      const hint = "Name the ports that it takes: nothing that the row covers is ever found.";
      found.push({ level: "note", rule: "row-opens-everything", ...placeOf(["rows", i, "ports"]), message, hint });
    }
    return found;
  });
}

/** Whether all public addresses of a family may open the connection, in however many blocks they are written. */
function isForAnybody({ from }: AccessRow): boolean {
  const alone = from.filter((party: Party) => Object.keys(party).length === 1);
  const { ipv4, ipv6 } = parseAddresses(alone.flatMap(({ cidr }) => cidr ?? []));
  const all = covers(ipv4, publicSpace.ipv4) || covers(ipv6, publicSpace.ipv6);
  return all || alone.some(({ internet }) => internet);
}

function opensEveryPort({ protocol, ports }: AccessRow): boolean {
  const open = fromRanges(ports.map((port) => parsePorts(protocol, port)));
  return [TCP, UDP].some((one) => covers(open, fromRanges([wholeProtocol(one)])));
}

const TCP = 6;
const UDP = 17;
