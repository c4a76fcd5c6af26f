"""`compatlang test`: run the tests that policy files declare, and say what they leave untested."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.jobs import processors
from compatlang.cli.output import opened, write_file
from compatlang.cli.policy_folders import Folders, policy_files, require_paths
from compatlang.cli.progress import Progress
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.tested import test_document, tested_lines
from compatlang.cli.show.titles import close_titles
from compatlang.cli.tested import Selection, Tested, run_files
from compatlang.diagnostics.render.plain import plain
from compatlang.source import SourceFile
from compatlang.testing.coverage import Coverage

if TYPE_CHECKING:
    from compatlang.testing.mutation.report import Mutation
    from compatlang.testing.percent import Share

SUMMARY = "run the tests that policy files declare"

_MANY_FILES = 8
"""From so many files on it is worth while to start processes."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="policy files, and folders in which every .compat file is one; default: the current folder",
    )
    parser.add_argument(
        "--filter",
        metavar="TEXT",
        action="append",
        default=[],
        help="run the tests whose title contains this text; may be given again, and each must be in some title",
    )
    parser.add_argument("--fail-fast", action="store_true", help="stop after the first test that fails")
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=0,
        help="processes to use; default: for many files and mutants as many as there are processors, else 1",
    )
    parser.add_argument(
        "--coverage",
        action="store_true",
        help="show how much of the policies in these folders the tests see: each statement, condition and rule as yes and"
        " as no, each row of a table as one that admits",
    )
    parser.add_argument("--coverage-html", metavar="DIR", default="", help="write that as HTML, a page for each file")
    parser.add_argument(
        "--min-coverage", metavar="PERCENT", type=_percent, default=0.0, help="exit with 1 where coverage is lower"
    )
    parser.add_argument(
        "--mutate",
        action="store_true",
        help="change the policies in these folders, one small thing at a time, and show the changes that no test notices;"
        " a comment `# test: survives REASON` accepts those of its line",
    )
    parser.add_argument(
        "--min-mutation",
        metavar="PERCENT",
        type=_percent,
        default=0.0,
        help="with --mutate, exit with 1 where fewer of the changes are noticed",
    )
    flags.add_appearance(parser, ("text", "json", "jsonl", *flags.RESULT_FORMATS))
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="name the tests that passed, too, and with --coverage each thing that was not seen",
    )
    flags.add_allow_empty(parser, "there is no test, or a filter is in no title")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="run again what a change of any file that was read may change, until Ctrl-C",
    )
    parser.add_argument(
        "--interval",
        metavar="SECONDS",
        type=float,
        default=1.0,
        help="with --watch, how often to look for changes; default: 1",
    )


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Run the tests, show what failed, and say by the exit code whether anything did."""
    paths = arguments.paths or ["."]
    require_paths(paths)
    covering = bool(arguments.coverage or arguments.coverage_html or arguments.min_coverage)
    selection = Selection(Folders(paths), tuple(arguments.filter), arguments.fail_fast, covering)
    show = partial(_show, selection=selection, arguments=arguments, out=out, err=err)
    if arguments.watch:
        from compatlang.cli.watch_tests import watch_tests

        return watch_tests(paths, selection, arguments, show, out)
    files = list(policy_files(paths))
    jobs = arguments.jobs or (processors() if len(files) >= _MANY_FILES else 1)
    with Progress(err) as progress:
        tested = list(_progressing(run_files(files, selection, jobs), progress))
    return show(tested)


class _Extras(NamedTuple):
    """What was found out besides whether the tests pass."""

    coverage: Coverage | None = None
    mutation: Mutation | None = None


def _progressing(files: Iterator[Tested], progress: Progress) -> Iterator[Tested]:
    done = 0
    for each in files:
        done += len(each.results)
        progress.show("testing", done, "tests")
        yield each


def _show(
    files: Sequence[Tested], *, selection: Selection, arguments: argparse.Namespace, out: TextIO, err: TextIO
) -> ExitCode:
    """Findings first, then the tests and what they leave out."""
    for each in files:
        text = findings(each.diagnostics, each.sources, paint_for(err, arguments.color), verbose=arguments.verbose)
        if text:
            err.write(text + "\n")
    coverage = Coverage().joined(each.coverage for each in files) if selection.coverage else None
    extras = _Extras(coverage, _mutation(files, selection, arguments, err) if arguments.mutate else None)
    sources = {selection.folders.name(name) or name: file for each in files for name, file in each.sources.items()}
    with opened(arguments.output, out) as target:
        target.writelines(_shown(files, extras, sources, arguments, target))
    if coverage is not None and arguments.coverage_html:
        _write_pages(coverage, sources, arguments.coverage_html)
    codes = [ExitCode.ERROR for each in files if each.faulty]
    codes += [ExitCode.FAILED for each in files if each.failed]
    codes += _nothing(files, selection, arguments, err)
    codes += _too_low(extras, arguments, err)
    return worst(codes)


def _shown(
    files: Sequence[Tested],
    extras: _Extras,
    sources: dict[str, SourceFile],
    arguments: argparse.Namespace,
    target: TextIO,
) -> Iterator[str]:
    coverage, mutation = extras
    if arguments.format == "json":
        document = test_document(files)
        if coverage is not None:
            from compatlang.cli.show.coverage import coverage_value

            document["coverage"] = coverage_value(coverage, sources)
        if mutation is not None:
            from compatlang.cli.show.mutation import mutation_value

            document["mutation"] = mutation_value(mutation, sources)
        yield as_json(document)
    elif arguments.format == "jsonl":
        yield from (as_json(each, indent=None) for each in test_document(files)["files"])
    elif arguments.format in flags.RESULT_FORMATS:
        from compatlang.cli.formats import rendered
        from compatlang.cli.formats.of_test import of_test

        yield rendered(of_test(files), arguments.format)
    elif any(each.results or each.not_run or each.faulty for each in files):
        lines = _text(files, extras, sources, arguments, target)
        yield from (f"{line}\n" for line in lines)


def _text(
    files: Sequence[Tested],
    extras: _Extras,
    sources: dict[str, SourceFile],
    arguments: argparse.Namespace,
    target: TextIO,
) -> Iterator[str]:
    paint = paint_for(target, arguments.color)
    yield from tested_lines(files, paint, verbose=arguments.verbose)
    if extras.coverage is not None and arguments.coverage:
        from compatlang.cli.show.coverage import coverage_lines

        yield ""
        yield from coverage_lines(extras.coverage, sources, paint, verbose=arguments.verbose)
    if extras.mutation is not None:
        from compatlang.cli.show.mutation import mutation_lines

        yield ""
        yield from mutation_lines(extras.mutation, sources, paint)


def _mutation(
    files: Sequence[Tested], selection: Selection, arguments: argparse.Namespace, err: TextIO
) -> Mutation | None:
    """The mutants, where all tests pass on the policies as they are: else nothing could be told from a failure."""
    if any(each.failed or each.faulty or each.not_run for each in files):
        err.write("nothing was mutated: all tests have to pass first\n")
        return None
    from compatlang.cli.mutated import mutate

    return mutate(files, selection, arguments.jobs or processors(), err)


def _write_pages(coverage: Coverage, sources: dict[str, SourceFile], folder: str) -> None:
    from compatlang.cli.show.coverage_html import coverage_pages

    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in coverage_pages(coverage, sources).items():
        write_file(str(Path(folder) / name), text.encode("utf-8", "backslashreplace"))


def _nothing(
    files: Sequence[Tested], selection: Selection, arguments: argparse.Namespace, err: TextIO
) -> Iterator[ExitCode]:
    """What is amiss where nothing was tested, or where a filter selected nothing."""
    titles = [title for each in files for title in each.titles]
    unmatched = [each for each in selection.filters if not any(each in title for title in titles)]
    for text in unmatched:
        err.write(f"no test has a title that contains `{plain(text)}`\n")
        close = close_titles(text, titles)
        if close:
            err.write(f"  help: close to it are {', '.join(f'`{each}`' for each in close)}\n")
        yield ExitCode.OK if arguments.allow_empty else ExitCode.FAILED
    if not (unmatched or any(each.results or each.not_run for each in files)):
        err.write("nothing was tested: there is no test\n")
        yield ExitCode.OK if arguments.allow_empty else ExitCode.UNKNOWN


def _too_low(extras: _Extras, arguments: argparse.Namespace, err: TextIO) -> Iterator[ExitCode]:
    """Whether less was seen or noticed than was asked for."""
    if extras.coverage is not None and extras.coverage.seen:
        yield from _at_least("coverage", extras.coverage.share, arguments.min_coverage, err)
    if extras.mutation is not None:
        yield from _at_least("mutation score", extras.mutation.share, arguments.min_mutation, err)


def _at_least(what: str, share: Share, least: float, err: TextIO) -> Iterator[ExitCode]:
    if share.part * 100 < least * share.whole:
        err.write(f"{what} is {share.percent} %, needs at least {least:g} %\n")
        yield ExitCode.FAILED


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError("expected a number of processes, from 1 to 1024")
    return int(text)


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError("expected a number from 0 to 100")
    return number
