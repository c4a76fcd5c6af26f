"""`compatlang rule`: the codes of all diagnostics, and the page of one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import TextIO

from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.rule_page import rule_page
from compatlang.cli.show.rules import document, overview_markdown, overview_text, page_text
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.codes import ALL
from compatlang.diagnostics.suggest import did_you_mean

SUMMARY = "say what a diagnostic's code means, and what to write instead"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "code", metavar="CODE", nargs="?", default="", help="the code of a diagnostic; without one all are listed"
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the page of a code, or the list of all."""
    if arguments.code and arguments.code not in ALL:
        suggestion = did_you_mean(arguments.code, ALL) or "`compatlang rule` lists the codes"
        raise WrongUsage(f"no such code: `{arguments.code}`", suggestion)
    if arguments.format == "json":
        wanted = [ALL[arguments.code]] if arguments.code else list(ALL.values())
        out.write(json.dumps(document(wanted), indent=2, ensure_ascii=False) + "\n")
    elif not arguments.code:
        _write(overview_text() if arguments.format == "text" else overview_markdown(), out)
    else:
        page = rule_page(arguments.code)
        _write(page_text(page) if arguments.format == "text" else page.splitlines(), out)
    return ExitCode.OK


def _write(lines: Iterable[str], out: TextIO) -> None:
    out.writelines(f"{line}\n" for line in lines)
