import { adfHtml } from "../page/adf.ts";
import { markup } from "../page/html.ts";
import type { ShownEntry, ShownTicket } from "../page/page.ts";
import type { Issue } from "./board.ts";

const GRADES: Readonly<Record<string, ShownTicket["grade"]>> = {
  Highest: "critical",
  High: "high",
  Medium: "medium",
  Low: "low",
  Lowest: "lowest",
};

export function shownIssue(issue: Issue): ShownTicket {
  const { key, summary, status, resolution, priority, duedate, components, labels, description } = issue;
  return {
    key,
    path: `/browse/${key}`,
    title: summary,
    isOpen: status.statusCategory.key !== "done",
    status: status.name,
    grade: GRADES[priority] ?? null,
    facts: [
      ["Status", status.name],
      ["Resolution", resolution ?? "Unresolved"],
      ["Priority", priority],
      ["Due date", duedate ?? "None"],
      ["Components", components.join(", ") || "None"],
    ],
    labels,
    body: description === null ? markup`` : adfHtml(description as object),
    timeline: timelineOf(issue),
    updated: issue.updated,
  };
}

function timelineOf({ comments, histories, created }: Issue): ShownEntry[] {
  const said = comments.map(({ at, author, body }): ShownEntry => ({
    at,
    by: author.displayName,
    what: "commented",
    body: adfHtml(body as object),
    tone: "said",
  }));
  const moved = histories.map(({ at, author, items }): ShownEntry => {
    const { fromString, toString } = items[0]!;
    const tone = /do$|progress/i.test(toString) && !/won't/i.test(toString) ? "open" : "closed";
    return { at, by: author.displayName, what: `moved it from ${fromString} to ${toString}`, body: null, tone };
  });
  const first: ShownEntry = { at: created, by: "clausewatch", what: "created it", body: null, tone: "open" };
  return [first, ...said, ...moved].toSorted((a, b) => a.at - b.at);
}
