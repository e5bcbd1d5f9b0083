/** The look of a tracker, on the fonts that every system has, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f5f6f8; --card: #fff; --ink: #1c2430; --quiet: #5a6675; --rule: #dfe3e9; --link: #1a56b8; --tint: #eef1f5;
  --open: #0b6b3a; --closed: #5b3fb0; --critical: #9d1c1c; --high: #a84008; --medium: #7a5600; --low: #2b5d8a;
  --lowest: #5a6675;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --card: #1b212a; --ink: #e4e8ee; --quiet: #a0abb9; --rule: #313a46; --link: #8ab8ff;
    --tint: #242c37; --open: #6fd39b; --closed: #bfa9ff; --critical: #ff9b93; --high: #ffb080; --medium: #ecc766;
    --low: #92c5f5; --lowest: #a0abb9;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
}
.banner {
  padding: .45rem 1.25rem; background: var(--tint); color: var(--quiet); border-bottom: 1px solid var(--rule);
  font-size: .82rem;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
h1 { margin: 0 0 .35rem; font-size: 1.55rem; line-height: 1.3; font-weight: 600; text-wrap: balance; }
h2 { margin: 1.75rem 0 .6rem; font-size: .95rem; font-weight: 600; color: var(--quiet); }
a { color: var(--link); text-decoration: none; } p a { text-decoration: underline; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.count, .crumb, .meta, time { color: var(--quiet); }
.count, .crumb { margin: 0 0 .4rem; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
.list { margin: 0; padding: 0; list-style: none; }
.list li { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .8rem; padding: .7rem 1rem; }
.list li + li { border-top: 1px solid var(--rule); }
.list a { flex: 1 1 24rem; color: inherit; } .list b { color: var(--link); font-weight: 600; margin-inline-end: .4rem; }
.list .closed a span { text-decoration: line-through; text-decoration-color: var(--quiet); }
.list .grade { min-width: 4.6rem; } .meta { font-size: .82rem; white-space: nowrap; }
.pill, .grade {
  display: inline-block; padding: .08rem .6rem; border: 1px solid var(--tone); border-radius: 99px; color: var(--tone);
  font-size: .8rem; font-weight: 600; white-space: nowrap; text-align: center;
}
.grade { border-radius: 4px; border-style: dashed; font-weight: 500; }
.open { --tone: var(--open); } .closed { --tone: var(--closed); } .said { --tone: var(--rule); }
.critical { --tone: var(--critical); border-style: solid; } .high { --tone: var(--high); border-style: solid; }
.medium { --tone: var(--medium); } .low { --tone: var(--low); } .lowest { --tone: var(--lowest); }
main header .pill { margin-inline-end: .5rem; } main header p:last-child { margin: .5rem 0 1.4rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 17rem; gap: 1.25rem; align-items: start; }
@media (max-width: 52rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
aside { padding: 1rem 1.1rem; } aside h2:first-child, .text h2:first-child { margin-top: 0; }
dl { margin: 0; } dt { color: var(--quiet); font-size: .8rem; } dd { margin: 0 0 .6rem; }
.labels { margin: 0; } .labels span {
  display: inline-block; margin: 0 .2rem .3rem 0; padding: .05rem .5rem; border-radius: 4px; background: var(--tint);
  font-size: .8rem;
}
.body { padding: 1rem 1.3rem; }
.body > :first-child { margin-top: 0; } .body > :last-child { margin-bottom: 0; }
.body h3 { margin: 1.5rem 0 .5rem; padding-bottom: .2rem; border-bottom: 1px solid var(--rule); font-size: 1rem; }
.body p { margin: .6rem 0; } .body ul { margin: .6rem 0; padding-inline-start: 1.3rem; }
.body li, .body li p { margin: .12rem 0; }
blockquote { margin: .6rem 0; padding: .1rem 1rem; border-inline-start: 4px solid var(--closed); background: var(--tint); }
code { padding: .1em .35em; border-radius: 4px; background: var(--tint); font: .87em ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
pre { overflow-x: auto; padding: .8rem 1rem; border-radius: 6px; background: var(--tint); }
pre code { padding: 0; background: none; }
.foreign, .linked { outline: 2px solid var(--critical); }
.timeline { margin: 0; padding: 0; list-style: none; }
.timeline > li { margin-inline-start: .4rem; padding: 0 0 1rem 1.3rem; border-inline-start: 2px solid var(--rule); position: relative; }
.timeline > li::before {
  content: ""; position: absolute; inset-inline-start: -.42rem; top: .35rem; width: .7rem; height: .7rem;
  border: 2px solid var(--tone); border-radius: 50%; background: var(--card);
}
.line { margin: 0 0 .4rem; } time { margin-inline-start: .3rem; font-size: .82rem; }
`;
