/** The page's style sheet: one set of variables for light, one for dark; nothing is told by colour alone. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #c9d1d9; --panel: #f6f8fa; --plain: #b7d3ee; --heat: 214, 90, 0; --mark: #b3001b; --plus: #d7f5dd; --minus: #ffe0e0 }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1318; --ink: #e6edf3; --soft: #9aa7b4; --line: #39424d; --panel: #171d24; --plain: #29527a; --heat: 255, 150, 60; --mark: #ff8fa0; --plus: #12381f; --minus: #4a1a1f } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { margin-top: 0 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) } h4 { margin: .8rem 0 .3rem }
small, figcaption, .note { color: var(--soft) } .note { max-width: 75rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap }
th:first-child, td:first-child, .text { text-align: left } td small { display: block }
.stage { border: 1px solid var(--ink); border-radius: .6rem; padding: 0 .4rem; font-size: .8em } .stage.data { border-style: dashed }
.figures { display: flex; flex-wrap: wrap; gap: 1.5rem } figure { margin: 0; max-width: 100% } figcaption { font-size: .85em; max-width: 28rem }
svg { --plot-background: var(--paper); max-width: 100%; height: auto }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem } summary { cursor: pointer; overflow-wrap: anywhere }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.5rem } .columns > div { min-width: 0 }
pre { margin: 0; padding: .6rem; background: var(--panel); font: 13px/1.6 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere } code { font: 13px ui-monospace, monospace }
.s1 { background: rgba(var(--heat), .12); text-decoration: underline dotted } .s2 { background: rgba(var(--heat), .25); text-decoration: underline dashed } .s3 { background: rgba(var(--heat), .4); text-decoration: underline } .s4 { background: rgba(var(--heat), .55); text-decoration: underline double }
.planted { background: none; color: inherit; outline: 2px solid var(--mark); outline-offset: 1px; font-weight: 700 }
ins, del { display: block; text-decoration: none } ins { background: var(--plus) } del { background: var(--minus) }
.units { font-size: .9em } .units .score { display: inline-block; min-width: 5em; text-align: right; font-variant-numeric: tabular-nums }
dl { margin: .5rem 0 } dt { color: var(--soft); font-size: .85em } dd { margin: 0 0 .4rem }
`
