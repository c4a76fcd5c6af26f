"""`compatlang fmt`: lay out policy files in the one canonical way."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import cannot_read, read_stdin
from compatlang.cli.output import write_file
from compatlang.cli.policy_folders import policy_files, require_paths
from compatlang.cli.show.findings import findings
from compatlang.cli.show.formatted import Formatted, summary
from compatlang.cli.show.unified import unified
from compatlang.cli.usage import WrongUsage
from compatlang.errors import LoadError
from compatlang.loader import shown_path
from compatlang.pipeline import open_source
from compatlang.snapshot.files import STDIN_NAME
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

SUMMARY = "lay out policy files in the one canonical way"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="policy files, and folders in which every .compat file is one; default: the current folder; "
        "- alone is standard input, which is written to standard output",
    )
    parser.add_argument("--check", action="store_true", help="change nothing, and name the files that would change")
    parser.add_argument("--diff", action="store_true", help="change nothing, and show what would change")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
    flags.add_allow_empty(parser, "there is no file")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Lay the files out, or say what would change, and say by the exit code whether anything would."""
    looking = arguments.check or arguments.diff
    streaming = arguments.paths == ["-"]
    files = [_read(STDIN_NAME, _standard_input)] if streaming else _files(arguments.paths or ["."])
    for each in files:
        if each.after is None:
            paint = paint_for(err, arguments.color)
            err.write(findings(each.diagnostics, {each.before.name: each.before}, paint, verbose=False) + "\n")
        elif arguments.diff:
            out.writelines(unified(each.before.name, each.before.text, each.after, paint_for(out, arguments.color)))
        elif streaming and not looking:
            out.write(each.after)
        elif each.changes and not looking:
            write_file(each.path, each.after.encode("utf-8"))
    if files and not streaming:
        said = err if arguments.diff else out
        said.writelines(f"{line}\n" for line in summary(files, looking=looking))
    return _exit_code(files, err, looking=looking, may_be_empty=arguments.allow_empty)


def _files(paths: Sequence[str]) -> list[Formatted]:
    if "-" in paths:
        raise WrongUsage("`-`, standard input, stands alone", "name files and folders, or `-`")
    require_paths(paths)
    return [_read(each, lambda: open_source(each)[0]) for each in policy_files(paths)]  # noqa: B023 - called at once


def _standard_input() -> SourceFile:
    return SourceFile(STDIN_NAME, read_stdin())


def _read(path: str, source: Callable[[], SourceFile]) -> Formatted:
    try:
        file = source()
    except LoadError as error:
        name = shown_path(path)
        return Formatted(path, SourceFile(name, ""), None, (cannot_read(name, error),))
    return Formatted(path, file, *format_source(file))


def _exit_code(files: Sequence[Formatted], err: TextIO, *, looking: bool, may_be_empty: bool) -> int:
    codes = [ExitCode.ERROR for each in files if each.after is None]
    codes += [ExitCode.FAILED for each in files if looking and each.changes]
    if not files:
        err.write("nothing was formatted: there is no policy file\n")
        codes.append(ExitCode.OK if may_be_empty else ExitCode.UNKNOWN)
    return worst(codes)
