"""`compatlang analyze`: what policies can and cannot decide, whatever node they meet."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from compatlang.analyze import questions
from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.dead import dead
from compatlang.analyze.policies import Compiled, Policy, policies
from compatlang.analyze.rows import dead_rows
from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import BUNDLE_SUFFIX, load_policies, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.policy_folders import policy_files, require_paths
from compatlang.cli.show.analysis import Analysis, Analyzed, Related, Relation, Rows, analysis_document, analysis_lines
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.usage import WrongUsage
from compatlang.cli.witnesses import write_witnesses
from compatlang.diagnostics.render.json import diagnostic_values
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot

SUMMARY = "find what policies can never decide, and how they relate to each other"

_RELATIONS: dict[Relation, Callable[[Policy, Policy, int], Answer]] = {
    "implies": questions.implies,
    "equal": questions.equal,
    "disjoint": questions.disjoint,
}
_SUFFIXES = (".compat", BUNDLE_SUFFIX)


class _Subject(NamedTuple):
    """A policy as the command line names it: `POLICY`, `FILE:POLICY`, or a file that has one policy."""

    text: str
    file: str
    policy: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="policy files, and folders in which every .compat file is one",
    )
    flags.add_selection(parser, several=True)
    flags.add_tags(parser)
    for relation, meaning in (
        ("implies", "ask whether wherever A is compatible, B is"),
        ("equal", "ask whether A and B are compatible on the same nodes"),
        ("disjoint", "ask whether A and B are never both compatible"),
    ):
        parser.add_argument(
            f"--{relation}",
            metavar=("A", "B"),
            nargs=2,
            action="extend",
            default=[],
            help=f"{meaning}; each is POLICY of the files named, FILE:POLICY, or a FILE that has one policy",
        )
    flags.add_budget(parser)
    parser.add_argument(
        "--witness", metavar="DIR", default="", help="write each node that was found as a snapshot into this folder"
    )
    parser.add_argument("--verbose", action="store_true", help="show a node for each policy that can be satisfied")
    parser.add_argument("--timings", action="store_true", help="say on standard error how long each analysis took")
    flags.add_appearance(parser, ("text", "json"))


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Analyze, and say by the exit code whether all is alive, or whether the relations hold."""
    asked = [(relation, *pair) for relation in _RELATIONS for pair in _pairs(relation, getattr(arguments, relation))]
    named = [each.file for _, *pair in asked for each in pair if each.file]
    if not (arguments.paths or named):
        raise WrongUsage("nothing to analyze", "name policy files or folders")
    require_paths([each for each in arguments.paths if each != "-"])
    files = load_policies([*policy_files(arguments.paths), *named])
    names = list(arguments.policy)
    files = select(files, names, parse_parameters(arguments.param), flags.split_tags(arguments.tags))

    found = [diagnostic for each in files for diagnostic in each.diagnostics]
    sources = {name: each for file in files if file.policies for name, each in file.policies.sources.items()}
    text = findings(found, sources, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    if any(each.faulty for each in files):
        return ExitCode.ERROR

    timer = _Timer(err if arguments.timings else None)
    sound = [(file.name, file.policies) for file in files if file.policies is not None]
    if asked:
        relations = [
            _related(relation, _chosen(first, sound), _chosen(second, sound), arguments.budget, timer)
            for relation, first, second in asked
        ]
        analysis = Analysis(relations=relations)
    else:
        analysis = _analyzed(sound, arguments.budget, timer)
    if arguments.witness:
        write_witnesses(arguments.witness, _witnesses(analysis))
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(analysis_document(analysis, diagnostic_values(found, sources))))
        else:
            lines = analysis_lines(analysis, paint_for(target, arguments.color), verbose=arguments.verbose)
            target.writelines(f"{line}\n" for line in lines)
    return worst([severity_code(found), *_exit_codes(analysis)])


class _Timer:
    """Says how long each analysis took, where there is somebody to tell."""

    def __init__(self, err: TextIO | None) -> None:
        self._err = err
        self._since = time.perf_counter()

    def say(self, what: str) -> None:
        """The time since the last word."""
        now = time.perf_counter()
        if self._err is not None:
            self._err.write(f"{(now - self._since) * 1000:8.1f} ms  {what}\n")
        self._since = now


# What is analyzed


def _analyzed(files: Sequence[tuple[str, Policies]], steps: int, timer: _Timer) -> Analysis:
    analyzed: list[Analyzed] = []
    rows: list[Rows] = []
    for name, held in files:
        compiled = _compiled(held)
        timer.say(f"{name}: compiled")
        for policy in policies(compiled):
            analyzed.append(Analyzed(name, policy.name, dead(policy, steps)))
            timer.say(f"{name}: {policy.name}")
        own = [table for identifier, table in held.program.tables.items() if identifier.startswith(f"{held.name}#")]
        rows.append(Rows(name, dead_rows(own)))
        timer.say(f"{name}: tables")
    return Analysis(analyzed, [each for each in rows if each.rows])


def _compiled(held: Policies) -> Compiled:
    return Compiled(held.program, held.selected, held.tags, held.ir)


def _related(
    relation: Relation, first: tuple[str, Policies], second: tuple[str, Policies], steps: int, timer: _Timer
) -> Related:
    timer.say("compiled")
    one, other = policies(_compiled(first[1]), _compiled(second[1]))
    related = Related(relation, first[0], second[0], _RELATIONS[relation](one, other, steps))
    timer.say(f"{first[0]} {relation} {second[0]}")
    return related


def _pairs(relation: str, texts: Sequence[str]) -> Iterator[tuple[_Subject, _Subject]]:
    if len(texts) % 2:
        raise WrongUsage(f"--{relation} takes two policies", f"--{relation} A B")
    for first, second in zip(texts[::2], texts[1::2], strict=True):
        yield _subject(first), _subject(second)


def _subject(text: str) -> _Subject:
    file, colon, policy = text.rpartition(":")
    if colon and file.endswith(_SUFFIXES):
        return _Subject(text, file, policy)
    return _Subject(text, text, "") if text.endswith(_SUFFIXES) else _Subject(text, "", text)


def _chosen(subject: _Subject, files: Sequence[tuple[str, Policies]]) -> tuple[str, Policies]:
    """The one policy that is meant. Raises `WrongUsage` where there is none, or several."""
    places = [held for name, held in files if not subject.file or name == Path(subject.file).as_posix()]
    declaring = [each for each in places if subject.policy in each.declared] if subject.policy else places
    if not declaring:
        known = [name for each in places for name in each.declared]
        raise WrongUsage(
            f"no policy `{subject.text}` in the files", did_you_mean(subject.policy, known) or _listed(known)
        )
    if len(declaring) > 1:
        raise WrongUsage(
            f"`{subject.text}` is a policy of several files", f"say which: {declaring[0].name}:{subject.text}"
        )
    held = declaring[0]
    names = [subject.policy] if subject.policy else list(held.policies)
    if len(names) != 1:
        raise WrongUsage(f"`{subject.text}` has {len(names)} policies", f"say which, as {subject.file}:POLICY")
    if names[0] not in held.policies or len(held.policies) > 1:
        held = held.select(names)
    return subject.text, held


def _listed(names: Sequence[str]) -> str:
    return f"there are {', '.join(names)}" if names else ""


# What comes of it


def _exit_codes(analysis: Analysis) -> Iterable[ExitCode]:
    for policy in analysis.policies:
        yield _code(policy.deadness.satisfiable, good=Witness)
        for finding in policy.deadness.findings:
            yield ExitCode.UNKNOWN if finding.state == "undecided" else ExitCode.FAILED
    yield from (ExitCode.FAILED for _ in analysis.tables)
    yield from (_code(each.answer, good=Proved) for each in analysis.relations)


def _code(answer: Answer, *, good: type[Witness] | type[Proved]) -> ExitCode:
    if isinstance(answer, Undecided):
        return ExitCode.UNKNOWN
    return ExitCode.OK if isinstance(answer, good) else ExitCode.FAILED


def _witnesses(analysis: Analysis) -> Iterator[tuple[str, Snapshot]]:
    """Each node that was found, with the name of what it shows."""
    named: list[tuple[str, Answer]] = [(each.policy, each.deadness.satisfiable) for each in analysis.policies]
    named += [(f"{each.relation}-{each.first}-{each.second}", each.answer) for each in analysis.relations]
    return ((name, answer.snapshot) for name, answer in named if isinstance(answer, Witness))
