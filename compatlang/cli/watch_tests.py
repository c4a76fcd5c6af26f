"""`test --watch`: the tests, and those of each file again when it or anything that it reads is another, until Ctrl-C."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO

from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.inputs import PolicyFile, cannot_read
from compatlang.cli.policy_folders import policy_files
from compatlang.cli.recorded import Answered, RecordingLoader, unchanged
from compatlang.cli.show.words import some
from compatlang.cli.tested import Selection, Tested, run_file
from compatlang.cli.usage import WrongUsage
from compatlang.cli.watch_stop import require_interval, stoppable
from compatlang.diagnostics.render.plain import plain
from compatlang.errors import LoadError
from compatlang.loader import shown_path
from compatlang.pipeline import compile as compile_text
from compatlang.pipeline import open_source

Show = Callable[[Sequence[Tested]], ExitCode]
"""Writes what came of the tests, and says what the exit code would be."""


def watch_tests(
    paths: Sequence[str], selection: Selection, arguments: argparse.Namespace, show: Show, out: TextIO
) -> ExitCode:
    """Show what the tests say, and say it again after each change; the last time counts."""
    _require_watchable(arguments)
    watched = WatchedTests(paths, selection)
    watched.look()
    code = show(watched.files())
    with stoppable() as stopped:
        while not stopped(arguments.interval):
            changed = watched.look()
            if changed:
                out.write(f"\n--- affected by a change: {some(changed)}\n\n")
                code = show(watched.files())
                out.flush()
    return code


def _require_watchable(arguments: argparse.Namespace) -> None:
    if arguments.format != "text":
        raise WrongUsage("--watch has no end, and a document has one", "run `compatlang test` without --watch")
    for flag in ("mutate", "fail_fast", "output", "coverage_html"):
        if getattr(arguments, flag):
            raise WrongUsage(f"--watch and --{flag.replace('_', '-')} do not go together", "leave out one of them")
    require_interval(arguments.interval)


class _Seen(NamedTuple):
    """What came of a file, its text (None where there was none), and all else that was read for it."""

    tested: Tested
    text: str | None
    answered: tuple[Answered, ...]


class WatchedTests:
    """Policy files, what their tests say, and what that depends on: nothing but texts."""

    def __init__(self, paths: Sequence[str], selection: Selection) -> None:
        self._paths = paths
        self._selection = selection
        self._seen: dict[str, _Seen] = {}

    def look(self) -> list[str]:
        """Test the files that are not as they were, and say which these are; those that are gone, too."""
        there = list(policy_files(self._paths))
        changed = [each for each in there if self._is_news(each)]
        gone = [each for each in self._seen if each not in there]
        for each in changed:
            self._test(each)
        self._seen = {each: self._seen[each] for each in there}
        return [plain(shown_path(each)) for each in (*changed, *gone)]

    def files(self) -> list[Tested]:
        """What the tests of all files said last, in the order of the files."""
        return [each.tested for each in self._seen.values()]

    def _is_news(self, path: str) -> bool:
        seen = self._seen.get(path)
        if seen is None:
            return True
        try:
            source, loader = open_source(path)
        except LoadError:
            return seen.text is not None
        return source.text != seen.text or not unchanged(seen.answered, loader)

    def _test(self, path: str) -> None:
        recorded: list[RecordingLoader] = []
        texts: list[str] = []

        def load(path: str) -> PolicyFile:
            try:
                source, loader = open_source(path)
            except LoadError as error:
                name = shown_path(path)
                return PolicyFile(name, None, (cannot_read(name, error),))
            recorded.append(RecordingLoader(loader))
            texts.append(source.text)
            policies = compile_text(source.text, name=source.name, loader=recorded[0])
            return PolicyFile(policies.name, policies, policies.diagnostics)

        tested = run_file(self._selection, path, load)
        answered = dict.fromkeys(each for loader in recorded for each in loader.answered)
        self._seen[path] = _Seen(tested, texts[0] if texts else None, tuple(answered))
