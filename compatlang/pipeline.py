"""Source text or bundle -> policies -> reports: one line a stage, nothing else decides the order.

A faulty policy yields `Policies` too, with diagnostics, and checks as *error*; nothing here raises for what a text holds.
A stage is imported when it is first gone through: a bundle that decides on a node needs few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from compatlang import bundle, limits
from compatlang.decision.graph import Graph
from compatlang.diagnostics import Diagnostic
from compatlang.errors import UsageError
from compatlang.evaluate.report import PolicyResult, Report, Score
from compatlang.loader import FolderLoader, LibraryLoader, Loader, decode, read_bytes, shown_path
from compatlang.snapshot import Snapshot
from compatlang.source import SourceFile, Span

if TYPE_CHECKING:
    from compatlang.evaluate.fleet import FleetEvaluator
    from compatlang.evaluate.node import NodeEvaluator
    from compatlang.ir.model import Ir
    from compatlang.nfd.judging import Documents
    from compatlang.snapshot.read import Reading
    from compatlang.testing import TestResult
    from compatlang.typed import tree as typed

Arguments: TypeAlias = "tuple[typed.Value, ...]"


def compile(text: str, *, name: str = "<text>", loader: Loader | None = None) -> Policies:  # noqa: A001 - the word of the API
    """Compile a policy text.

    `name` is what messages call it and what its relative imports are resolved against. Without a `loader` only the standard
    library can be imported.
    """
    from compatlang.schema.catalog import BASE
    from compatlang.semantic.check import check

    loader = loader or LibraryLoader()
    return Policies(name, check(SourceFile(name, text), loader, BASE), loader)


def compile_file(path: str | Path) -> Policies:
    """Compile a policy file. Imports, tables and test snapshots resolve below its folder.

    Raises `LoadError` where the file itself cannot be read.
    """
    file, loader = open_source(path)
    return compile(file.text, name=file.name, loader=loader)


def open_source(path: str | Path) -> tuple[SourceFile, Loader]:
    """A policy file under the name that messages call it, and the loader of what it imports. Raises `LoadError`."""
    shown = shown_path(str(path))
    text = decode(read_bytes(Path(path), limits.SOURCE_BYTES))
    prefix = shown[: shown.rfind("/") + 1]
    return SourceFile(shown, text), FolderLoader(Path(path).parent, prefix)


def load_bundle(data: bytes) -> Policies:
    """The policies of a compiled bundle. They have no tests, which stay with the source.

    Raises `LoadError` where the bytes are no bundle, or not as they were written.
    """
    loaded = bundle.load(data)
    return Policies(loaded.name, loaded, LibraryLoader(), graph=loaded.graph)


def load_bundle_file(path: str | Path) -> Policies:
    """The policies of a file that holds a compiled bundle. Raises `LoadError`."""
    return load_bundle(read_bytes(Path(path), limits.BUNDLE_BYTES))


def read_documents(text: str, *, name: str = "<text>") -> Documents:
    """Documents of Node Feature Discovery, which check nodes as policies do: with NFD's own semantics.

    What cannot be read, and what is wrong with the rest, is among the diagnostics.
    """
    from compatlang.nfd.judging import read

    return read(text, name)


def read_snapshots(*paths: str | Path) -> Reading:
    """The nodes that files and folders speak of. What cannot be read is among the diagnostics of the reading."""
    import io

    from compatlang.snapshot.files import load_files
    from compatlang.snapshot.read import Reading, read

    files, diagnostics = load_files([str(each) for each in paths], io.BytesIO())
    reading = read(files)
    return Reading(reading.snapshots, (*diagnostics, *reading.diagnostics), reading.files)


def parse_snapshots(text: str, *, name: str = "<text>") -> Reading:
    """The nodes that a text speaks of: JSON or YAML, one object or many, as `kubectl get -o json` prints them."""
    from compatlang.snapshot.read import read

    return read([SourceFile(name, text)])


class Contents(Protocol):
    """What policies are made from: checked sources, or a bundle that decodes what it is asked for."""

    @property
    def program(self) -> typed.Program:
        """The typed tree."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found while compiling."""

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """Every text that spans point into, by name."""


class Policies:
    """The policies of one file, ready to check nodes. Immutable, and safe to share between threads.

    Policies that were compiled separately never mix: neither their names nor the features that they declare.
    """

    def __init__(
        self,
        name: str,
        contents: Contents,
        loader: Loader,
        selected: Mapping[str, Arguments] | None = None,
        tags: frozenset[str] = frozenset(),
        graph: Graph | None = None,
    ) -> None:
        self.name = name
        """The file's name as the user gave it."""
        self.diagnostics = contents.diagnostics
        """Everything that was found while compiling; with an error among them, every check yields *error*."""
        self.loader = loader
        """Where the file's imports came from, and the snapshots of its tests do."""
        self._contents = contents
        self._chosen = selected
        self.tags = tags
        self._ready = graph

    @property
    def program(self) -> typed.Program:
        """The typed tree. Of a bundle it is decoded when it is first asked for; raises `LoadError` where it is malformed."""
        return self._contents.program

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """Every text that spans of diagnostics and reports point into, by name, but for snapshots."""
        return self._contents.sources

    @cached_property
    def selected(self) -> Mapping[str, Arguments]:
        """The policies that `check` evaluates, with their arguments."""
        return _with_defaults(self.program) if self._chosen is None else self._chosen

    @property
    def failed(self) -> bool:
        """Whether a diagnostic is an error."""
        return any(each.severity == "error" for each in self.diagnostics)

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies that `check` evaluates: at first, those whose parameters all have defaults."""
        if self._ready is not None:
            return tuple(each.name for each in self._ready.policies)
        return tuple(self.program.policies[each].name for each in self.selected)

    @property
    def declared(self) -> tuple[str, ...]:
        """The names of all policies that the file declares."""
        from compatlang.typed.show import local_name

        return tuple(local_name(each) for each in self.program.roots)

    def select(
        self,
        policies: Iterable[str] = (),
        parameters: Mapping[str, str] | None = None,
        tags: Iterable[str] = (),
    ) -> Policies:
        """These policies only (without names, those whose parameters all have a value), with these parameters, as raw texts.

        With `tags`, a group of profiles keeps those that have one of the tags, where any has. Raises `UsageError` where a
        name is unknown, a text does not parse as the parameter's type, or no profile has one of the tags.
        """
        if self.failed:
            return self
        parameters = parameters or {}
        wanted = [self._identifier(each) for each in policies]
        chosen: dict[str, Arguments] = {}
        for identifier in wanted or self.program.roots:
            arguments = _arguments(self.program.policies[identifier], parameters, required=bool(wanted))
            if arguments is not None:
                chosen[identifier] = arguments
        self._refuse_unknown_parameters(wanted or list(self.program.roots), parameters)
        kept = frozenset(tags)
        if kept:
            self._refuse_unknown_tags(chosen, kept)
        return Policies(self.name, self._contents, self.loader, chosen, kept)

    @cached_property
    def graph(self) -> Graph:
        """The decision graph of the policies that `check` evaluates. Raises `UsageError` where they failed to compile."""
        if self._ready is not None:
            return self._ready
        from compatlang.decision.build import build

        return build(self.ir)

    @cached_property
    def ir(self) -> Ir:
        """The conditions of the policies that `check` evaluates. Raises `UsageError` where they failed to compile."""
        if self.failed:
            raise UsageError(f"`{self.name}` failed to compile: see its diagnostics")
        from compatlang.lower import lower
        from compatlang.optimize import optimize

        return optimize(lower(self.program, self.selected, self.tags))

    def bundle(self, compiler: str) -> bytes:
        """A compiled bundle, made by that version of compatlang.

        It is of the whole file; policies are selected once it is loaded. Raises `UsageError` for a selection, and where
        compilation failed.
        """
        if self._chosen is not None:
            raise UsageError("a selection of policies has no bundle; make one of the whole file, and select from that")
        from compatlang.evaluate.wanted import wanted

        asked = wanted(self.graph)
        reads = bundle.Reads(
            _sorted(asked.attributes), _sorted(asked.flags), _sorted(asked.instances), tuple(sorted(asked.reported))
        )
        parts = bundle.Parts(compiler, self.name, self.graph, reads, self.program, self.sources, self.diagnostics)
        return bundle.write(parts)

    def evaluator(self) -> NodeEvaluator:
        """An evaluator of all policies on one node at a time, which remembers what it has seen. Raises `UsageError`."""
        from compatlang.evaluate.node import NodeEvaluator

        return NodeEvaluator(self.graph)

    def fleet(self) -> FleetEvaluator:
        """An evaluator of all policies on many nodes at once, empty as yet. Raises `UsageError`."""
        from compatlang.evaluate.fleet import FleetEvaluator

        return FleetEvaluator(self.graph)

    def check(self, snapshot: Snapshot) -> Report:
        """The verdict of each policy on a node, with the reasons for every requirement that is not yes."""
        if self.failed:
            errors = tuple(each for each in self.diagnostics if each.severity == "error")
            names = self.declared or (self.name,)
            return Report(
                snapshot.node,
                tuple(PolicyResult(each, "error", False, Score(0, 0), diagnostics=errors) for each in names),
            )
        return self._report(snapshot, met=False)

    def explain(self, snapshot: Snapshot) -> Report:
        """As `check`; requirements that are met have reasons, too, which say what they rest on."""
        if self.failed:
            return self.check(snapshot)
        return self._report(snapshot, met=True)

    def test(self, select: str = "") -> tuple[TestResult, ...]:
        """Run the file's `test` declarations whose title contains `select`. Policies that failed to compile have none."""
        if self.failed:
            return ()
        from compatlang.schema.catalog import BASE
        from compatlang.testing import run_tests

        return run_tests(self.program, BASE, self.loader, (select,))

    def _report(self, snapshot: Snapshot, *, met: bool) -> Report:
        from compatlang.evaluate import outcome

        return outcome.report(self.program, self.selected, snapshot, self.tags, met=met)

    def _identifier(self, name: str) -> str:
        for identifier in self.program.roots:
            if self.program.policies[identifier].name == name:
                return identifier
        from compatlang.diagnostics.suggest import did_you_mean

        known = self.declared
        hint = did_you_mean(name, known) or (f"it has {', '.join(known)}" if known else "it has none")
        raise UsageError(f"`{self.name}` has no policy `{name}`: {hint}")

    def _refuse_unknown_parameters(self, identifiers: list[str], parameters: Mapping[str, str]) -> None:
        from compatlang.diagnostics.suggest import did_you_mean

        known = {each.name for identifier in identifiers for each in self.program.policies[identifier].parameters}
        for name in parameters:
            if name not in known:
                hint = did_you_mean(name, known) or (
                    f"parameters are {', '.join(sorted(known))}" if known else "there are none"
                )
                raise UsageError(f"no policy of `{self.name}` has a parameter `{name}`: {hint}")

    def _refuse_unknown_tags(self, chosen: Mapping[str, Arguments], tags: frozenset[str]) -> None:
        from compatlang.typed import expand

        profiles = [
            profile.profile
            for identifier, arguments in chosen.items()
            for group in expand.expand(self.program, identifier, arguments).groups
            for profile in group.profiles
        ]
        known = sorted({each.tag for each in profiles if each.tag})
        if profiles and not tags & set(known):
            wanted = ", ".join(f"`{each}`" for each in sorted(tags))
            hint = f"tags are {', '.join(known)}" if known else "no profile has a tag"
            raise UsageError(f"no profile of `{self.name}` has the tag {wanted}: {hint}")


def _sorted(names: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    return {domain: tuple(sorted(those)) for domain, those in sorted(names.items())}


def _with_defaults(program: typed.Program) -> dict[str, Arguments]:
    """The file's own policies that need no argument."""
    found = {each: program.policies.get(each) for each in program.roots}
    arguments = {name: _arguments(policy, {}, required=False) for name, policy in found.items() if policy is not None}
    return {name: each for name, each in arguments.items() if each is not None}


def _arguments(policy: typed.Policy, texts: Mapping[str, str], *, required: bool) -> Arguments | None:
    """A value for each parameter; None where one has none, a `UsageError` where the policy was `required`."""
    arguments: list[typed.Value] = []
    for each in policy.parameters:
        text = texts.get(each.name)
        if text is not None:
            arguments.append(_parameter(each, text))
        elif each.default is not None:
            arguments.append(each.default)
        elif required:
            raise UsageError(f"policy `{policy.name}` needs the parameter `{each.name}`, {each.type}")
        else:
            return None
    return tuple(arguments)


def _parameter(declared: typed.ParameterDeclaration, text: str) -> typed.Constant:
    from compatlang.typed import tree as typed
    from compatlang.values import scalar

    if scalar.parse(declared.type, text) is None:
        raise UsageError(f"`{text}` is no {declared.type}, as the parameter `{declared.name}` is")
    return typed.Constant(declared.type, text, span=Span("<parameter>", 0, 0))
