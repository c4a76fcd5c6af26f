"""`compatlang lint`: find mistakes in policies that compile, and repair some of them."""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Sequence
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import cannot_read
from compatlang.cli.output import opened, write_file
from compatlang.cli.policy_folders import policy_files, require_paths
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.linted import Looked, lint_document, linted_lines
from compatlang.errors import LoadError
from compatlang.lint.fix import fix
from compatlang.lint.lint import Linted, lint
from compatlang.lint.options import NFD_VERSION, Options
from compatlang.lint.selection import selected
from compatlang.loader import shown_path
from compatlang.pipeline import open_source
from compatlang.source import SourceFile

SUMMARY = "find mistakes in policies that compile, and repair some of them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="policy files, and folders in which every .compat file is one; default: the current folder",
    )
    parser.add_argument(
        "--select",
        metavar="CODES",
        action="append",
        default=[],
        help="look for these only: codes with commas between, `version*`, `default` or `all`; may be given again",
    )
    parser.add_argument(
        "--ignore", metavar="CODES", action="append", default=[], help="do not look for these; may be given again"
    )
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired without a change of meaning")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    parser.add_argument(
        "--today",
        metavar="DATE",
        type=_day,
        default=None,
        help="the day that `review` is compared with; default: today",
    )
    parser.add_argument(
        "--nfd-version",
        metavar="VERSION",
        type=_release,
        default=NFD_VERSION,
        help=f"the oldest release of NFD that policies are to work with; default: {NFD_VERSION}",
    )
    flags.add_appearance(parser, ("text", "json", "jsonl", *flags.RESULT_FORMATS))
    flags.add_allow_empty(parser, "there is no file")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Look at the files, show and repair what was found, and say by the exit code whether anything was."""
    require_paths(arguments.paths)
    today = arguments.today or datetime.date.today().isoformat()
    options = Options(selected(arguments.select, arguments.ignore), today, arguments.nfd_version)
    files = [
        _look(path, options, repair=arguments.fix or arguments.diff) for path in policy_files(arguments.paths or ["."])
    ]
    if arguments.fix and not arguments.diff:
        _write(files)
    for each in files:
        text = findings(each.linted.diagnostics, each.linted.sources, paint_for(err, arguments.color), verbose=True)
        if text:
            err.write(text + "\n")
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(lint_document(files)))
        elif arguments.format == "jsonl":
            target.writelines(as_json(each, indent=None) for each in lint_document(files)["diagnostics"])
        elif arguments.format in flags.RESULT_FORMATS:
            from compatlang.cli.formats import rendered
            from compatlang.cli.formats.of_lint import of_lint

            target.write(rendered(of_lint(files, diff=arguments.diff, fixed=arguments.fix), arguments.format))
        elif files:
            paint = paint_for(target, arguments.color)
            target.writelines(linted_lines(files, paint, diff=arguments.diff, fixed=arguments.fix))
    codes = [ExitCode.ERROR for each in files if each.linted.faulty]
    codes += [ExitCode.FAILED for each in files if each.linted.findings or (arguments.diff and each.repairs)]
    if not files:
        err.write("nothing was looked at: there is no policy file\n")
        codes.append(ExitCode.OK if arguments.allow_empty else ExitCode.UNKNOWN)
    return worst(codes)


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day such as 2026-11-29") from None


def _release(text: str) -> str:
    if re.fullmatch(r"v?[0-9]+\.[0-9]+(\.[0-9]+)?", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no release such as {NFD_VERSION}")
    return text


def _look(path: str, options: Options, *, repair: bool) -> Looked:
    try:
        file, loader = open_source(path)
    except LoadError as error:
        name = shown_path(path)
        nothing = SourceFile(name, "")
        return Looked(path, nothing, Linted(nothing, (cannot_read(name, error),), (), {}), 0)
    if not repair:
        return Looked(path, file, lint(file, loader, options), 0)
    fixed = fix(file, loader, options)
    return Looked(path, file, fixed.linted, fixed.repairs)


def _write(files: Sequence[Looked]) -> None:
    for each in files:
        if each.repairs:
            write_file(each.path, each.linted.file.text.encode("utf-8"))
