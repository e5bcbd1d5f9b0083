/**
 * The look of the page: a set document with annotations, on the fonts that every system has. Colors repeat what marks
 * and words say. No rule loads anything.
 */
const colors = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --tint: #f5f2ea; --ink: #211e1a; --quiet: #5e584f; --rule: #d8d2c6; --link: #1d4f8c;
  --fail: #a3201d; --unknown: #7a4f00; --pass: #1f6638; --part: #1b6068; --manual: #4b4a9a; --uncovered: #6a5133;
  --faint: #5e584f; --shade: #ece7db;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191816; --tint: #22201d; --ink: #e6e1d8; --quiet: #aca497; --rule: #413d36; --link: #9cc3f5;
    --fail: #ff9d92; --unknown: #ecbd62; --pass: #8fd3a2; --part: #86ccd6; --manual: #bcbcf7; --uncovered: #d9b88d;
    --faint: #aca497; --shade: #302d28;
  }
}
.fail { --tone: var(--fail); }
.unknown { --tone: var(--unknown); }
.pass { --tone: var(--pass); }
.part { --tone: var(--part); }
.manual { --tone: var(--manual); }
.uncovered { --tone: var(--uncovered); }
.nothing, .unjudged, .exempt { --tone: var(--faint); }
`;

const text = `
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body {
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 74rem;
  font: 1.125rem/1.6 "Iowan Old Style", Charter, "Bitstream Charter", "Palatino Linotype", Palatino, "Book Antiqua",
    Georgia, "Noto Serif", "Liberation Serif", serif;
  font-variant-numeric: oldstyle-nums; text-rendering: optimizeLegibility; overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, h6 { font-weight: 600; line-height: 1.25; text-wrap: balance; break-after: avoid; }
h2 { font-size: 1.9rem; margin: 0 0 1.4rem; font-weight: 500; letter-spacing: -.01em; }
h3 { font-size: 1.35rem; margin: 3rem 0 .8rem; }
h4 { font-size: 1.125rem; margin: 2.2rem 0 .6rem; font-style: italic; }
h5, h6 { font-size: 1rem; margin: 1.8rem 0 .5rem; }
p, ul, ol, blockquote, pre, .table { margin: 0 0 1rem; }
p { text-wrap: pretty; hanging-punctuation: first; }
ul, ol { padding-inline-start: 1.6rem; }
li > p, li > ul, li > ol { margin-bottom: .6rem; }
.tight > li > p, .tight > li > ul, .tight > li > ol { margin-bottom: .15rem; }
.task { float: inline-start; margin-inline-end: .5rem; }
blockquote { margin-inline: 0; padding-inline-start: 1.4rem; border-inline-start: 1px solid var(--rule); }
hr { border: 0; border-top: 1px solid var(--rule); margin: 2.5rem auto; width: 30%; }
code { font: .82em/1.5 var(--mono); }
pre { padding: .8rem 1rem; background: var(--tint); white-space: pre-wrap; line-height: 1.5; }
pre code { font-size: .78rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 1px; }
main:focus { outline: none; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .95rem; line-height: 1.45; }
article table { min-width: min(100%, 24rem); }
th, td {
  padding: .4rem 1.2rem .4rem 0; overflow-wrap: normal; text-align: start; vertical-align: top;
  border-bottom: 1px solid var(--rule);
}
thead th { font: 600 .8rem/1.4 var(--sans); color: var(--quiet); vertical-align: bottom; }
tbody th { font-weight: inherit; }
.center { text-align: center; } .right { text-align: end; } .left { text-align: start; }
.picture { font-style: italic; }
.footnote { font-size: .7em; line-height: 0; }
.footnotes { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .95rem; }
.back { font-size: .85rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip {
  position: absolute; inset-inline-start: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--paper);
  z-index: 2;
}
.skip:focus { top: .5rem; }
[hidden] { display: none !important; }
`;

const cover = `
#cover { max-width: 42rem; margin-bottom: 3.5rem; padding-bottom: 2rem; border-bottom: 1px solid var(--rule); }
.over { margin: 0 0 .4rem; font: .8rem/1.4 var(--sans); color: var(--quiet); letter-spacing: .02em; }
h1 { margin: 0 0 .8rem; font-size: clamp(1.5rem, 4vw, 2rem); font-weight: 500; letter-spacing: -.01em; }
.lead { font-size: 1.2rem; line-height: 1.5; margin-bottom: 1.4rem; }
.bar { display: flex; gap: 2px; font: 600 .75rem/1.6rem var(--sans); font-variant-numeric: lining-nums; }
.bar span {
  flex-basis: 0; min-width: 2.1rem; overflow: hidden; padding: 0 .3rem; white-space: nowrap; color: var(--tone);
  border: 1px solid; border-bottom-width: 4px;
}
.bar .unknown { border-bottom-style: dashed; } .bar .uncovered { border-bottom-style: dotted; }
.bar .fail { background: var(--tone); color: var(--paper); border-color: var(--tone); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .5rem 0 1.6rem; padding: 0; list-style: none; }
.legend li { font: .78rem/1.5 var(--sans); color: var(--tone); }
.sums { width: 100%; }
.sums td, .sums th {
  padding-block: .25rem; padding-inline-end: clamp(.5rem, 2vw, 1.2rem);
  font-variant-numeric: lining-nums tabular-nums;
}
.sums td:nth-child(n + 3) { text-align: end; } .sums thead th:nth-child(n + 3) { text-align: end; }
.documents td { overflow-wrap: anywhere; }
caption { text-align: start; font: 600 .8rem/1.4 var(--sans); color: var(--quiet); padding-bottom: .3rem; }
dl {
  display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 1.4rem 0 0; font-size: .95rem;
  line-height: 1.5;
}
dt { color: var(--quiet); } dd { margin: 0; }
footer {
  max-width: 42rem; margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .9rem;
  color: var(--quiet);
}
`;

const margin = `
aside { font: .84rem/1.4 var(--sans); margin-bottom: 2.5rem; }
#filter { margin-bottom: 1.5rem; }
#filter p { margin: 0 0 .3rem; color: var(--quiet); }
#filter p:empty { display: none; }
#filter button {
  display: flex; justify-content: space-between; gap: 1rem; width: 100%; padding: .25rem .5rem; border: 0;
  border-inline-start: 3px solid transparent; background: none;
  color: inherit; font: inherit; text-align: start; cursor: pointer;
}
#filter button:hover { background: var(--tint); }
#filter button[aria-pressed=true] { border-color: currentColor; background: var(--tint); font-weight: 600; }
#filter button > :first-child { color: var(--tone, inherit); }
#filter [role=status] { margin-top: .4rem; }
.count, .tally { font-variant-numeric: lining-nums tabular-nums; color: var(--quiet); }
aside summary { color: var(--quiet); cursor: pointer; padding: .2rem 0; }
aside ol { list-style: none; margin: .3rem 0 0; padding: 0; }
aside li {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 .8rem;
  overflow-wrap: anywhere; padding: .22rem .5rem;
}
aside li a { color: inherit; text-decoration: none; }
aside a:hover { text-decoration: underline; }
.level-1 { font-weight: 600; }
.level-3 { padding-inline-start: 1.4rem; }
.level-4 { padding-inline-start: 2.3rem; } .level-5 { padding-inline-start: 3.2rem; }
.tally { margin-inline-start: auto; white-space: nowrap; font-weight: 400; position: relative; }
.tally > span { color: var(--tone); margin-inline-start: .35rem; }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 17rem minmax(0, 1fr); column-gap: 4.5rem; align-items: start; }
  #cover, main, footer { grid-column: 2; }
  aside {
    grid-column: 1; grid-row: 1 / span 3; position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem);
    overflow-y: auto;
  }
}
article, .beside { max-width: 42rem; }
article + article, .beside { margin-top: 5rem; }
`;

const marks = `
.sign {
  font: 600 .72rem/1 var(--sans); color: var(--tone); white-space: nowrap; text-decoration: none; font-style: normal;
  letter-spacing: .01em;
}
.sign.uncovered { font-weight: 400; }
a.sign { padding: .12rem .35rem; margin-inline: -.1rem; border-radius: 2px; }
a.sign:hover, a.sign[aria-expanded=true] { background: var(--shade); }
.promise {
  text-decoration: underline solid 1px; text-decoration-color: color-mix(in srgb, var(--tone) 45%, transparent);
  text-underline-offset: .24em; text-decoration-skip-ink: auto;
}
.promise.fail { text-decoration-thickness: 2px; text-decoration-color: var(--tone); }
.promise.unknown { text-decoration-style: dashed; text-decoration-color: var(--tone); }
.promise.uncovered { text-decoration-style: dotted; }
.promise.nothing, .promise.exempt, .promise.unjudged { text-decoration-color: transparent; }
.promise.open { background: var(--shade); }
p:has(> .promise) { position: relative; --tone: var(--pass); --bar: 3px solid; }
p:has(> .promise)::before {
  content: ""; position: absolute; inset-block: .35em; inset-inline-start: calc(0rem - var(--gutter) - var(--in, 0rem));
  border-inline-start: var(--bar) var(--tone);
}
p:has(> .nothing, > .exempt, > .unjudged) { --tone: var(--rule); }
p:has(> .manual) { --tone: var(--manual); }
p:has(> .part) { --tone: var(--part); }
p:has(> .uncovered) { --tone: var(--uncovered); --bar: 2px dotted; }
p:has(> .unknown) { --tone: var(--unknown); --bar: 3px dashed; }
p:has(> .fail) { --tone: var(--fail); --bar: 3px solid; }
main { --gutter: 1.25rem; }
@media (max-width: 63.99rem) { main { --gutter: .75rem; } }
li { --in: 1.6rem; } li li { --in: 3.2rem; } li li li { --in: 4.8rem; }
`;

const notes = `
.note, .note li { font-size: .92rem; line-height: 1.5; }
.note { margin: 0; }
.note > summary { font: .8rem/1.5 var(--sans); color: var(--quiet); cursor: pointer; padding: .25rem 0; }
.script .note:not([open]) > summary { display: none; }
.note[open] {
  margin: .2rem 0 1.6rem; padding: .7rem 1.1rem .4rem; background: var(--tint);
  border-inline-start: 3px solid var(--tone);
}
.note:not([open]) { border: 0; }
.note .sign { font-size: .76rem; }
.quote { color: var(--ink); }
.facts { font: .8rem/1.5 var(--sans); color: var(--quiet); }
.panel { scroll-margin-top: 5rem; padding-top: .4rem; }
.panel p, .panel ul { margin-bottom: .4rem; }
.control, .review { border-top: 1px solid var(--rule); padding-top: .7rem; margin-top: .7rem; }
.hipaa { list-style: none; padding: 0; }
.note .hipaa li, .note .where, .note .key, .note .citation, .note .more {
  font: .8rem/1.5 var(--sans); color: var(--quiet);
}
.checks, .findings { list-style: none; padding: 0; }
.check { margin: .8rem 0; }
.check > .title { margin: 0; }
.findings > li {
  margin: .6rem 0; padding-inline-start: .9rem; border-inline-start: 1px solid var(--rule); break-inside: avoid;
}
.findings p { margin: 0; }
.where b { font-weight: 600; color: var(--ink); }
.panel details { margin: .3rem 0; }
.panel details > summary { font: .8rem/1.5 var(--sans); color: var(--quiet); cursor: pointer; }
.panel pre { margin: .3rem 0; background: var(--paper); }
.params { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: baseline; }
.params > ul { list-style: none; padding: 0; }
.change { border-inline-start: 3px double var(--unknown); padding-inline-start: .9rem; margin: .5rem 0; }
del { text-decoration: line-through; text-decoration-thickness: 1.5px; color: var(--fail); }
ins { text-decoration: underline double; color: var(--pass); font-weight: 600; }
.citation { margin-top: .8rem; padding-top: .5rem; border-top: 1px solid var(--rule); }
`;

const print = `
@media print {
  :root {
    --paper: #fff; --tint: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --link: #000; --shade: #fff; --fail: #7d0f0c;
    --unknown: #5e3c00; --pass: #134d27; --part: #12494f; --manual: #33327a; --uncovered: #4d3a22; --faint: #444;
  }
  @page { margin: 22mm 20mm; }
  body { display: block; padding: 0 0 0 1.6rem; max-width: none; font-size: 10.5pt; line-height: 1.45; }
  .skip, #filter, .back { display: none; }
  aside { position: static; max-height: none; overflow: visible; margin-bottom: 2rem; }
  #cover { border: 0; margin-bottom: 1rem; }
  aside li { border-bottom: 1px solid var(--rule); }
  article, .beside, #cover, footer { max-width: none; }
  .table { overflow: visible; }
  th, td { overflow-wrap: anywhere; }
  article p, article li { orphans: 3; widows: 3; }
  a { color: inherit; }
  .bar .fail { background: none; color: var(--fail); border-width: 3px; border-bottom-width: 4px; }
  .note:is(.fail, .unknown, .stale, .overdue)::details-content,
  .note:is(.fail, .unknown, .stale, .overdue) details::details-content,
  .outline::details-content, .outline details::details-content {
    content-visibility: visible; display: block; block-size: auto;
  }
  .note:is(.fail, .unknown, .stale, .overdue) {
    padding: .4rem 0 .2rem .9rem; border-inline-start: 1px solid var(--tone); margin: .2rem 0 1rem;
  }
  .script .note:is(.fail, .unknown, .stale, .overdue) > summary { display: block; }
  h3 { margin-top: 1.8rem; }
  .note, .note li { font-size: 9.5pt; line-height: 1.4; }
  .panel pre { padding: 0; line-height: 1.35; }
  .findings > li { margin: .4rem 0; }
  summary { list-style: none; }
  summary::marker, summary::-webkit-details-marker { content: ""; display: none; }
}
`;

export const style = [colors, text, cover, margin, marks, notes, print].map((part) => part.trim()).join("\n");
