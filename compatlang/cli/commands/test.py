"""`compatlang test`: run the tests that policy files declare."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import load_policies
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.tested import Tested, test_document, tested_lines
from compatlang.cli.usage import WrongUsage

SUMMARY = "run the tests that policy files declare"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="policy files, and folders in which every .compat file is one; default: the current folder",
    )
    parser.add_argument("--filter", metavar="TEXT", default="", help="run the tests whose title contains this text")
    flags.add_appearance(parser, ("text", "json"))
    parser.add_argument("--verbose", action="store_true", help="name the tests that passed, too")
    flags.add_allow_empty(parser, "there is no test")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Run the tests, show what failed, and say by the exit code whether anything did."""
    files = [_tested(path, arguments.filter) for path in _policy_files(arguments.paths or ["."])]
    for each in files:
        text = findings(each.diagnostics, each.sources, paint_for(err, arguments.color), verbose=arguments.verbose)
        if text:
            err.write(text + "\n")
    tests = sum(len(each.results) for each in files)
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(test_document(files)))
        elif tests or any(each.faulty for each in files):
            lines = tested_lines(files, paint_for(target, arguments.color), verbose=arguments.verbose)
            target.writelines(f"{line}\n" for line in lines)
    codes = [ExitCode.ERROR for each in files if each.faulty]
    codes += [ExitCode.FAILED for each in files if each.failed]
    if not tests:
        about = f" whose title contains `{arguments.filter}`" if arguments.filter else ""
        err.write(f"nothing was tested: there is no test{about}\n")
        codes.append(ExitCode.OK if arguments.allow_empty else ExitCode.UNKNOWN)
    return worst(codes)


def _policy_files(paths: list[str]) -> Iterator[str]:
    """The files named and those below the folders named, each once, hidden folders left out."""
    seen: set[str] = set()
    for path in paths:
        if not Path(path).exists():
            raise WrongUsage(f"no such file or folder: `{path}`")
        found = _below(Path(path)) if Path(path).is_dir() else [Path(path)]
        for each in found:
            name = each.as_posix()
            if name not in seen:
                seen.add(name)
                yield name


def _below(folder: Path) -> list[Path]:
    found = [each for each in folder.rglob("*.compat") if each.is_file()]
    return sorted(each for each in found if not any(part.startswith(".") for part in each.relative_to(folder).parts))


def _tested(path: str, selected: str) -> Tested:
    (file,) = load_policies([path])
    if file.policies is None:
        return Tested(file.name, (), file.diagnostics, {}, faulty=True)
    sources = dict(file.policies.sources)
    if file.faulty:
        return Tested(file.name, (), file.diagnostics, sources, faulty=True)
    results = file.policies.test(selected)
    return Tested(file.name, results, file.diagnostics, sources, faulty=False)
