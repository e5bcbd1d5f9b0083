import { markdownHtml } from "../page/markdown.ts";
import type { ShownEntry, ShownTicket } from "../page/page.ts";
import type { Issue } from "./board.ts";

export function shownIssue(repository: string, issue: Issue): ShownTicket {
  const { number, title, state, reason, labels, assignees, body, created, by, comments, events } = issue;
  const said = comments.map(({ at, by, body }): ShownEntry => {
    return { at, by, what: "commented", body: markdownHtml(body), tone: "said" };
  });
  const moved = events.map(({ at, by, what, why }): ShownEntry => {
    const how = what === "closed" ? `closed it as ${why.replaceAll("_", " ")}` : "reopened it";
    return { at, by, what: how, body: null, tone: what === "closed" ? "closed" : "open" };
  });
  const first: ShownEntry = { at: created, by, what: "opened it", body: null, tone: "open" };
  return {
    key: `#${number}`,
    path: `/${repository}/issues/${number}`,
    title,
    isOpen: state === "open",
    status: state === "open" ? "Open" : `Closed as ${(reason ?? "completed").replaceAll("_", " ")}`,
    grade: null,
    facts: [
      ["State", state],
      ["Assignees", assignees.join(", ") || "No one"],
    ],
    labels,
    body: markdownHtml(body),
    timeline: [first, ...said, ...moved].toSorted((a, b) => a.at - b.at),
    updated: issue.updated,
  };
}
