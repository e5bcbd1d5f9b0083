/**
 * What the page does beyond what HTML does by itself; without it everything is still there, and opens. It makes no HTML
 * of text, and asks nobody for anything.
 */
export const script = `"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;
  // A promise's sign opens its details, whose summary then shows only while they are open.
  root.classList.add("script");

  const panelOf = (sign) => document.getElementById(sign.hash.slice(1));
  const noteOf = (sign) => panelOf(sign)?.closest("details");
  const signs = new Map(all("main a.sign").map((sign) => [noteOf(sign), sign]));
  const tell = (note) => {
    const sign = signs.get(note);
    sign?.setAttribute("aria-expanded", String(note.open));
    sign?.previousElementSibling?.classList.toggle("open", note.open);
  };
  for (const note of signs.keys()) if (note) tell(note);
  document.addEventListener("toggle", ({ target }) => tell(target), true);
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const sign = event.target.closest("main a.sign");
    const note = sign && noteOf(sign);
    if (note) {
      event.preventDefault();
      note.open = !note.open;
      return;
    }
    // The summary goes with the details: the sign gets the focus back.
    const closing = event.target.closest("details.note[open] > summary")?.parentElement;
    if (closing && signs.has(closing)) {
      event.preventDefault();
      closing.open = false;
      signs.get(closing).focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const note = event.key === "Escape" && event.target.closest("details.note[open]");
    if (note && signs.has(note)) {
      note.open = false;
      signs.get(note).focus();
    }
  });

  // Some promises alone, each under its headings.
  const buttons = all("#filter button");
  const levelOf = (element) => (/^H[1-6]$/.test(element.tagName) ? Number(element.tagName[1]) : 0);
  const show = (name) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === name));
    const found = name === "" ? [] : all("main .promise." + name);
    const kept = new Set();
    for (const promise of found) for (let at = promise; at; at = at.parentElement) kept.add(at);
    for (const note of all("main details.note." + (name || "none"))) kept.add(note);
    const hide = (element, hidden) => { element.hidden = hidden; };
    for (const item of all("main li")) if (!item.closest("details")) hide(item, name !== "" && !kept.has(item));
    for (const part of all("main > article, main > section")) {
      let needed = 0;
      for (const child of [...part.children].reverse()) {
        const level = levelOf(child);
        const keep = name === "" || kept.has(child) || (level > 0 && level < needed);
        if (level > 0 && keep) needed = level;
        else if (kept.has(child)) needed = 7;
        hide(child, !keep);
      }
      hide(part, name !== "" && needed === 0);
    }
    const status = document.querySelector("#filter [role=status]");
    const said = found.length + " of " + all("main .promise").length + " promises are shown.";
    if (status) status.textContent = name === "" ? "" : said;
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
  const filter = document.getElementById("filter");
  if (filter) filter.hidden = false;

  // A link opens what it leads into.
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* as it is */ }
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) show("");
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);

  // On paper everything that matters lies open.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const matters = "details.note:is(.fail, .unknown, .stale, .overdue)";
    opened = all(matters + ", " + matters + " details").filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });

  // The margin is above the text where there is no room beside it, and closed there.
  const outline = document.querySelector("details.outline");
  const narrow = window.matchMedia("(max-width: 63.99rem)");
  const fold = () => { if (outline) outline.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  for (const box of all(".table")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  follow();
})();
`;
