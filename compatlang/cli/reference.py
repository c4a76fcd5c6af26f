"""docs/cli.md, made from the parsers by `python -m compatlang.cli.reference > docs/cli.md`; a test keeps it current."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator

from compatlang.cli import commands
from compatlang.cli.configuration import variable
from compatlang.cli.parser import command_parser

_HEAD = """\
# Command line

<!-- Made by `python -m compatlang.cli.reference`. Change the commands, not this page. -->
"""

_TAIL = """\
## Exit codes

| code | means |
|---|---|
| 0 | everything asked was evaluated and is compatible, or clean, or passed |
| 1 | at least one incompatible verdict or failed test; nothing found |
| 2 | the request could not be carried out: a bad policy, a bad snapshot, wrong usage |
| 3 | nothing is incompatible, but something is unknown, or nothing was evaluated at all |

Where several apply, 2 wins over 1, 1 over 3, 3 over 0. An error never counts as compatible and an empty run is never 0,
unless `--allow-empty` says so. A degraded verdict is 0, with `--fail-on-warn` 1. Ctrl-C exits with 130, but see
[watching](#watching); where whoever reads the output stops reading, the code is 141.

## Defaults

A flag that is not on the command line is taken from the environment, else from a file, else it has its default.

- The environment variable of `--some-flag` is `COMPATLANG_SOME_FLAG`. A switch is on with `true`, `yes`, `on` or `1`
  and off with `false`, `no`, `off` or `0`. A flag that may be given again takes several values with spaces between,
  quoted as in a shell. An empty variable counts as none.
- The file is `compatlang.toml`, else the table `[tool.compatlang]` of `pyproject.toml`, in the current folder. Keys are
  named as the flags are, without dashes in front. A table named as a command is for that command alone and wins over
  the keys above it.

```toml
[tool.compatlang]
color = "never"

[tool.compatlang.check]
allow-empty = true
snapshot = ["nodes/a.yaml", "nodes/b.yaml"]
```

What a file or a variable turns on, `--no-some-flag` turns off. A wrong value and an unknown key exit with 2 and say
where they stand.

## Watching

`check --watch` prints what `check` prints, and then one line for each verdict that changes:

```text
node-b02  train: compatible -> incompatible  (driver, rdma)
node-d04  train: new -> compatible
node-a01  train: unknown -> gone
```

Every `--interval` seconds it looks for files that are new, changed or gone, and reads those alone. Large files are best
written under another name and renamed, since one that is being written looks as if the rest of it were gone.

- Where a file has an error, such as one that is cut off, the error is printed to standard error, once. What can be read
  of the file counts; a node that cannot be found in it any more keeps its verdict until the file has no error.
- An object that stands in several files counts as the last of them has it, and when that is gone, as the next to last.
- With `--format jsonl` each line is a change, `null` standing for *new* and *gone*. At first every node is new, so that
  the lines alone say what holds at any time.
- Ctrl-C and SIGTERM end it, with the exit code of the verdicts and errors at that time. Standard input cannot be
  watched, and there is neither one JSON document nor an `--output` file, which would have to end.

## Colour

`--color auto` colours on a terminal. NO_COLOR turns that off, FORCE_COLOR turns it on where there is no terminal.
Control characters of policies and snapshots are shown as escapes, such as `\\x1b`, and never reach a terminal.

## JSON

`--format json` prints one document with a `schema`, such as `compatlang.check/1`; [schemas](schemas) has the JSON
Schema of each. `--format jsonl` prints entries alone, one line each: of `check` those of `nodes`, and with `--watch` the
`change` of that schema, of `test` those of `files`, of `lint` those of `diagnostics`. The same input gives the same bytes.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_overview(), *(line for name in commands.SUMMARIES for line in _command(name)), _TAIL])


def _overview() -> Iterator[str]:
    yield "| command | does |"
    yield "|---|---|"
    for name, summary in commands.SUMMARIES.items():
        yield f"| [`{name}`](#{name}) | {summary} |"
    yield ""


def _command(name: str) -> Iterator[str]:
    parser = command_parser(name, io.StringIO())
    actions = [each for each in parser._actions if not isinstance(each, argparse._HelpAction)]
    actions = [each for each in actions if each.help != argparse.SUPPRESS]
    yield f"## {name}"
    yield ""
    yield f"{parser.description}"
    yield ""
    arguments = [_positional(each) for each in actions if not each.option_strings]
    yield f"`{' '.join(['compatlang', name, *arguments, '[FLAG…]'])}`"
    yield ""
    yield "| argument | meaning | variable |"
    yield "|---|---|---|"
    for action in actions:
        shown = _flag(action) if action.option_strings else f"`{_positional(action)}`"
        flag = action.option_strings[-1].removeprefix("--") if action.option_strings else ""
        needed = " (needed)" if action.required and action.option_strings else ""
        yield f"| {shown} | {_cell(action.help or '')}{needed} | {f'`{variable(flag)}`' if flag else ''} |"
    yield ""


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"*": f"[{name}…]", "?": f"[{name}]", "+": f"{name}…"}.get(str(action.nargs), name)


def _flag(action: argparse.Action) -> str:
    if action.nargs == 0:
        value = ""
    elif action.choices is not None:
        value = " " + "\\|".join(str(each) for each in action.choices)
    else:
        value = f" {action.metavar or action.dest.upper()}" + ("…" if action.nargs == "+" else "")
    return ", ".join(f"`{each}`" for each in action.option_strings) + (f"{value}" if value else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
