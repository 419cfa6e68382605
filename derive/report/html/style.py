"""The style sheet of the page: light and dark, narrow and wide, screen and paper."""

from base64 import b64encode
from hashlib import sha256

COLOURS = """
:root { color-scheme: light dark;
  --paper: #ffffff; --sheet: #f7f7f5; --ink: #1c1c1a; --quiet: #5c5c58; --line: #d9d9d4; --wire: #b9b9b2;
  --link: #1f4fa3; --holds: #1c6b3f; --defines: #3a4a8c; --wrong: #b00020; --shape: #8a4b00; --open: #5c5c58;
  --gone: #fde4e4; --new: #dff3e4; --path: #b3470a; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #16181c; --sheet: #1e2126; --ink: #e7e6e2; --quiet: #a3a39c; --line: #34383f; --wire: #565b64;
  --link: #8ab4ff; --holds: #7fd0a0; --defines: #a9b8ff; --wrong: #ff8f92; --shape: #f0b36a; --open: #a3a39c;
  --gone: #4a2226; --new: #1d3d2a; --path: #ff9f5a; } }
"""

TEXT = """
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.55 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
main, header.page, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 2.5rem 0 .4rem; font-weight: 600; }
.document { font-size: 1.5rem; margin: 4rem 0 .4rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.part { font-size: 1.3rem; margin: 2.8rem 0 .6rem; } .heading { font-size: 1.05rem; margin: 2.2rem 0 .2rem; }
.document, .part, .heading { font-weight: 600; } .heading { color: var(--quiet); }
p { margin: .5rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: .8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.quiet, figcaption, footer { color: var(--quiet); font-size: .9rem; }
.scroll { overflow-x: auto; overflow-y: hidden; max-width: 100%; }
"""

SUMMARY = """
.counts { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: .6rem 0; padding: 0; list-style: none; }
.counts b { font-variant-numeric: tabular-nums; }
.bar { display: block; width: 100%; height: .5rem; border-radius: .25rem; background: var(--sheet); }
.faults { margin: 1rem 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.faults li { padding: .45rem 0; border-bottom: 1px solid var(--line); }
.faults .scroll { margin-top: .1rem; } .faults math { font-size: 1em; }
.holds { --own: var(--holds); } .defines { --own: var(--defines); } .wrong { --own: var(--wrong); }
.ill-formed { --own: var(--shape); } .unchecked, .ignored { --own: var(--open); }
rect { fill: var(--own); }
.verdict { color: var(--own); font-weight: 600; }
"""

RELATION = """
.relation { margin: 1rem 0; padding: .55rem 0 .7rem 1rem; border-left: 3px solid var(--own); }
.relation:target { background: var(--sheet); }
.head { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: baseline; }
.head > :first-child { font-size: 1rem; font-weight: 600; margin: 0; } .head .place { margin-left: auto; }
.pair { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .3rem 1.5rem; align-items: center; }
.pair > .scroll { padding: .35rem 0; }
pre { margin: 0; white-space: pre-wrap; color: var(--ink); }
pre .around { color: var(--quiet); }
math { font-size: 1.12em; font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math",
  "STIX Math", "Noto Sans Math", "DejaVu Math TeX Gyre", math; }
math[displaystyle] { margin: .25rem 0; }
mtable.cases mtd { text-align: left; padding-left: .4em; }
merror { border: 1px dashed var(--quiet); background: none; padding: .1em .3em; }
del, ins { text-decoration-thickness: 1.5px; border-radius: 2px; padding: 0 .1em; }
del, .old .marked { background: var(--gone); } ins, .fixed .marked { background: var(--new); }
del { text-decoration-color: var(--wrong); } ins { text-decoration: none; }
.marked { border-radius: 2px; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; margin: .4rem 0; }
dt { color: var(--quiet); } dd { margin: 0; }
.values { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; margin: 0; padding: 0; list-style: none; }
details { margin: .35rem 0; } summary { cursor: pointer; color: var(--quiet); font-size: .95rem; }
.steps { margin: .5rem 0; padding: 0; list-style: none; }
.steps li { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: .1rem 1.5rem;
  align-items: center; padding: .15rem 0; }
.parting { border-top: 1px dashed var(--wrong); }
"""

FIGURE = """
figure { margin: 1.2rem 0; } figcaption { margin-top: .2rem; }
svg { display: block; overflow: visible; }
.wire { fill: none; stroke: var(--wire); stroke-width: 1; stroke-linejoin: round; }
.node { fill: var(--paper); stroke: var(--quiet); stroke-width: 1.3; }
.wire.lit { stroke: var(--path); stroke-width: 1.8; }
.node.lit { stroke: var(--path); stroke-width: 2.2; }
.dots { fill: var(--quiet); } .dots.lit { fill: var(--path); }
.label { text-align: center; line-height: 1.6; white-space: nowrap; } .label math { font-size: 1.05rem; }
.label.weight math, .label.given math { font-size: .9rem; } .label.weight, .label.given { color: var(--quiet); }
svg text { fill: var(--quiet); text-anchor: middle; font-size: 13px; font-style: italic; }
svg .below { font-size: 10px; } svg .index { fill: var(--path); font-weight: 600; }
"""

NARROW = """
@media (max-width: 46rem) {
  body { font-size: 1rem; } main, header.page, footer { padding: 0 1rem; }
  .pair, .steps li { grid-template-columns: minmax(0, 1fr); } .relation { padding-left: .75rem; }
}
"""

PAPER = """
@media print {
  :root { color-scheme: light; --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --wire: #999;
    --link: #000; --holds: #14502f; --defines: #2c3970; --wrong: #8c0019; --shape: #6b3a00; --open: #444;
    --gone: #fff; --new: #fff; --path: #8c3300; }
  @page { margin: 18mm 16mm; }
  body { font-size: 10.5pt; } main, header.page, footer { max-width: none; padding: 0; } h1 { margin-top: 0; }
  .pair, figure, dl, .steps li, .faults li { break-inside: avoid; }
  .document, .part, .heading, .head, summary { break-after: avoid; }
  svg { max-width: 100%; height: auto; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  details > :not(summary) { display: revert; } summary { list-style: none; }
  .scroll { overflow: visible; } a { text-decoration: none; }
  del { text-decoration: line-through; } ins { text-decoration: underline; }
}
"""

STYLE = COLOURS + TEXT + SUMMARY + RELATION + FIGURE + NARROW + PAPER


def scoped_style() -> str:
    """Return the style sheet for a part of another page: it applies inside elements of class `derive` alone."""
    inside = COLOURS + TEXT + SUMMARY + RELATION + FIGURE + NARROW
    inside = inside.replace(":root", ":scope").replace("html {", ":scope {").replace("body {", ":scope {")
    return f"@scope (.derive) {{{inside}:scope {{ padding: .5rem 1rem; }} }}\n"


def policy() -> str:
    """Return the content security policy: nothing is loaded, nothing runs, and this style sheet alone applies."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
