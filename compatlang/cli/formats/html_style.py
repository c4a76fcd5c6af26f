"""The style sheet of the HTML page: light or dark as the reader's system is, readable on a phone and on paper."""

STYLE = """\
:root {
  --ink: #1b1f24; --paper: #ffffff; --quiet: #57606a; --line: #d0d7de; --block: #f6f8fa;
  --passed: #1a7f37; --warning: #9a6700; --unknown: #6639ba; --failed: #cf222e; --error: #a40e26;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --paper: #0d1117; --quiet: #9198a1; --line: #30363d; --block: #161b22;
    --passed: #3fb950; --warning: #d29922; --unknown: #b392f0; --failed: #f85149; --error: #ff7b72;
  }
}
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em }
pre { margin: 0.5rem 0 0; padding: 0.75rem; overflow-x: auto; background: var(--block); border-radius: 6px;
  overflow-wrap: normal }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th { text-align: left; color: var(--quiet); font-weight: 500 }
td:nth-child(2), td:nth-child(4), td:nth-child(5) { max-width: 16rem }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
.badge { display: inline-block; padding: 0 0.5em; border: 1px solid; border-radius: 1em; font-size: 0.8rem;
  font-weight: 500; white-space: nowrap }
.badge.passed { color: var(--passed) } .badge.warning { color: var(--warning) } .badge.unknown { color: var(--unknown) }
.badge.failed { color: var(--failed) } .badge.error { color: var(--error) }
.items { margin-top: 1rem }
.items > * { padding: 0.5rem 0; border-top: 1px solid var(--line) }
.items > div { padding-left: 1.1rem }
.items i { color: var(--quiet); font-style: normal; float: right }
summary { cursor: pointer }
input { position: absolute; opacity: 0 }
label { display: inline-block; margin: 0 0.25rem 0.4rem 0; padding: 0.1rem 0.7rem; border: 1px solid var(--line);
  border-radius: 6px; cursor: pointer }
input:checked + label { color: var(--paper); background: var(--ink) }
input:focus-visible + label { outline: 2px solid var(--unknown) }
#status-passed:checked ~ .items > :not(.passed), #status-warning:checked ~ .items > :not(.warning),
#status-unknown:checked ~ .items > :not(.unknown), #status-failed:checked ~ .items > :not(.failed),
#status-error:checked ~ .items > :not(.error) { display: none }
@media (max-width: 45rem) {
  tr:first-child { display: none }
  td { display: block; border: 0; padding: 0 }
  td:last-child { padding-bottom: 0.6rem; margin-bottom: 0.6rem; border-bottom: 1px solid var(--line) }
  td:nth-child(n) { max-width: none }
}
@media print { input, label { display: none } }
"""
