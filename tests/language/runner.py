"""Runs a case and says what differs from the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import compatlang
from compatlang import Diagnostic, MemoryLoader, Policies, PolicyResult, Reason, RequirementResult, Snapshot
from compatlang.source import SourceFile
from tests.language.expected import Expectation, Verdict, beside, listed, lists_diagnostics, verdicts
from tests.language.page import Block, Case

MAIN = "main.compat"


class Found(NamedTuple):
    """A diagnostic that came, at a line of the page; `columns` where it begins and ends on that line."""

    line: int
    diagnostic: Diagnostic
    columns: tuple[int, int]


class Correction(NamedTuple):
    """What line `line` of the page, or the lines up to `end`, would be if it said what comes out."""

    line: int
    end: int
    lines: tuple[str, ...]


class Difference(NamedTuple):
    """Something that did not come out as the page says."""

    line: int
    message: str
    corrections: tuple[Correction, ...] = ()


def differences(case: Case) -> list[Difference]:
    """Everything in which a case differs from what its page says."""
    return sorted(Run(case).differences())


class Run:
    """One run of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.files = {block.name: block for block in case.blocks if block.name}
        self.loader = MemoryLoader({name: block.text for name, block in self.files.items()})
        self.snapshots: dict[str, Snapshot] = {}
        self.found: dict[Found, None] = {}
        self.expected: list[Expectation] = []
        self.loaded: set[str] = set()

    def differences(self) -> Iterator[Difference]:
        """Runs the case."""
        yield from self._read_files()
        main: Block | None = None
        policies: Policies | None = None
        for block in self.case.blocks:
            if block.kind == "compat" and not block.name:
                main, policies = block, self._compile(block)
            elif block.kind == "text" and lists_diagnostics(block):
                self.expected += listed(block, {**self.files, **({MAIN: main} if main else {})})
            elif block.kind == "text":
                if main is None or policies is None:
                    yield Difference(block.line, "verdicts stand below the policy that they are of")
                    continue
                yield from self._verdicts(block, main, policies)
        yield from self._compare()
        for name, block in self.files.items():
            if block.kind in ("compat", "csv") and name not in self.loaded:
                yield Difference(block.line, f"no policy of this case loads `{name}`")

    def _read_files(self) -> Iterator[Difference]:
        for block in self.files.values():
            if block.kind in ("compat", "yaml"):
                self.expected += beside(block)
            if block.node:
                reading = compatlang.parse_snapshots(block.text, name=block.name)
                self._keep(reading.diagnostics, None)
                for snapshot in reading.snapshots:
                    if snapshot.node in self.snapshots:
                        yield Difference(block.line, f"node `{snapshot.node}` stands in two blocks of this case")
                    self.snapshots[snapshot.node] = snapshot

    def _compile(self, main: Block) -> Policies:
        self.expected += beside(main)
        loader = MemoryLoader({**self.loader.files, MAIN: main.text})
        policies = compatlang.compile(main.text, name=MAIN, loader=loader)
        self.loaded |= policies.sources.keys()
        self._keep(policies.diagnostics, main)
        for test in policies.test():
            self._keep(test.failures, main)
        return policies

    def _keep(self, diagnostics: Iterable[Diagnostic], main: Block | None) -> None:
        for each in diagnostics:
            block = main if each.span.file == MAIN else self.files.get(each.span.file)
            assert block is not None, f"{self.case.name}: a diagnostic of `{each.span.file}`: {each.message}"
            source = SourceFile(each.span.file, block.text)
            start, end = source.position(each.span.start), source.position(each.span.end)
            last = end.column if end.line == start.line else len(source.line_text(start.line)) + 1
            self.found[Found(block.line + start.line - 1, each, (start.column - 1, last - 1))] = None

    # Diagnostics

    def _compare(self) -> Iterator[Difference]:
        unmet = list(self.expected)
        for found in self.found:
            fitting = [each for each in unmet if (each.line, each.code) == (found.line, found.diagnostic.code)]
            best = next((each for each in fitting if not _wrong(each, found)), fitting[0] if fitting else None)
            if best is None:
                each = found.diagnostic
                repair = f" (help: {each.help})" if each.help else ""
                yield Difference(found.line, f"unexpected {each.severity}[{each.code}]: {each.message}{repair}")
                continue
            unmet.remove(best)
            wrong = _wrong(best, found)
            if wrong:
                yield Difference(best.written, "; ".join(wrong), self._corrected(best, found))
        for missed in unmet:
            message = f"{missed.severity}[{missed.code}] was expected at line {missed.line} and did not come"
            yield Difference(missed.written, message)

    def _corrected(self, expected: Expectation, found: Found) -> tuple[Correction, ...]:
        block = next(each for each in self.case.blocks if each.line <= expected.written < each.line + len(each.lines))
        line = block.lines[expected.written - block.line]
        head = line[: line.index(f"{expected.severity}[{expected.code}]")]
        if expected.columns is not None:
            indent = line[: len(line) - len(line.lstrip())]
            head = f"{indent}#".ljust(found.columns[0]) + "^" * max(1, found.columns[1] - found.columns[0]) + " "
        message = f": {found.diagnostic.message}" if expected.message is not None else ""
        text = f"{head}{found.diagnostic.severity}[{expected.code}]{message}"
        corrections = [Correction(expected.written, expected.written, (text,))]
        if expected.help is not None:
            old = block.lines[expected.help_written - block.line]
            new = old[: old.index("help:")] + f"help: {found.diagnostic.help}"
            corrections.append(Correction(expected.help_written, expected.help_written, (new,)))
        return tuple(corrections)

    # Verdicts

    def _verdicts(self, block: Block, main: Block, policies: Policies) -> Iterator[Difference]:
        wanted = verdicts(block)
        selected = policies.select(wanted.policies, wanted.parameters, wanted.tags)
        for each in wanted.verdicts:
            snapshot = self.snapshots.get(each.node)
            if snapshot is None:
                yield Difference(each.line, f"there is no node `{each.node}`; there are {', '.join(self.snapshots)}")
                continue
            report = selected.check(snapshot)
            self._keep(report.diagnostics, main)
            result = next((result for result in report.results if result.policy == each.policy), None)
            if result is None:
                yield Difference(each.line, f"there is no policy `{each.policy}`")
                continue
            yield from _verdict(each, result)


def _wrong(expected: Expectation, found: Found) -> list[str]:
    """How a diagnostic differs from the expectation of its line and code."""
    each = found.diagnostic
    wrong = []
    if expected.severity != each.severity:
        wrong.append(f"it is an {each.severity}" if each.severity == "error" else f"it is a {each.severity}")
    if expected.message is not None and not _says(expected.message, each.message):
        wrong.append(f"it says: {each.message}")
    if expected.columns is not None and expected.columns != found.columns:
        wrong.append(f"it marks columns {found.columns[0] + 1} to {found.columns[1]}")
    if expected.help is not None and not _says(expected.help, each.help):
        wrong.append(f"it helps: {each.help or '(nothing)'}")
    return wrong


def _says(expected: str, message: str) -> bool:
    """Whether a message is as expected, `...` standing for anything."""
    return re.fullmatch(".*".join(map(re.escape, expected.split("..."))), message) is not None


def _verdict(expected: Verdict, result: PolicyResult) -> Iterator[Difference]:
    shown = show_verdict(result)
    reasons = tuple(show_reasons(result)) if expected.reasons else ()
    if (expected.shown, expected.reasons) == (shown, reasons):
        return
    lines = (f"{expected.node}  {expected.policy}  {shown}", *reasons)
    message = "this comes out:\n" + "\n".join(f"    {each}" for each in lines)
    end = expected.line + len(expected.reasons)
    yield Difference(expected.line, message, (Correction(expected.line, end, lines),))


def show_verdict(result: PolicyResult) -> str:
    """A verdict in the words of `expect`; requirements and warnings are those that are not yes."""
    words: list[str] = [result.verdict]
    if result.degraded:
        words.append("degraded")
    names = [each.name for each in _open(result)]
    if names:
        words.append(f"at {', '.join(names)}")
    if result.chosen:
        words.append(f"with profile {', '.join(result.chosen)}")
    if result.score.possible:
        certain, possible = result.score
        words.append(f"score {certain}" if certain == possible else f"score {certain} to {possible}")
    return " ".join(words)


def show_reasons(result: PolicyResult) -> Iterator[str]:
    """Every reason, indented below the name of what it explains, and then `because` and `fix`."""
    for each in _open(result):
        for reason in each.reasons:
            yield from _reason(reason, f"  {each.name}: ", "    ")
        if each.because:
            yield f"    because {each.because}"
        if each.fix:
            yield f"    fix: {each.fix}"


def _reason(reason: Reason, head: str, indent: str) -> Iterator[str]:
    yield head + reason.message
    for child in reason.children:
        yield from _reason(child, indent, indent + "  ")


def _open(result: PolicyResult) -> list[RequirementResult]:
    return [*result.open(), *(each for each in result.warnings if each.truth.word != "yes")]
