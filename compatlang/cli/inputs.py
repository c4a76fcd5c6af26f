"""Policies and snapshots as the command line names them. What cannot be read is a diagnostic, and the rest is used."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from compatlang import limits
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import loading
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.errors import LoadError
from compatlang.loader import FolderLoader, decode, read_bytes, shown_path
from compatlang.pipeline import Policies, compile_file, load_bundle_file, open_source
from compatlang.pipeline import compile as compile_text
from compatlang.snapshot.files import STDIN_NAME, load_files
from compatlang.snapshot.read import Reading, read
from compatlang.source import Span
from compatlang.values.lazy import lazily

if TYPE_CHECKING:
    from compatlang.nfd.judging import Documents

BUNDLE_SUFFIX = ".compatc"
"""How the name of a file that holds a compiled bundle ends."""

DOCUMENT_SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of files end that hold documents of NFD."""

_DOCUMENT = lazily(
    r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*"
    r"(?:[ \t]*[{\[]|---|- |[\"']?(?i:apiVersion|kind|metadata|spec|version|compatibilities)[\"']?[ \t]*:)"
)
"""How a document begins that has no name to tell it by."""


class PolicyFile(NamedTuple):
    """A policy file: its policies, or the documents of NFD that it holds, or why it could not be read."""

    name: str
    policies: Policies | None
    diagnostics: tuple[Diagnostic, ...]
    documents: Documents | None = None
    owner: str = ""
    """The base image that it came with, under whose name its policies are shown; empty for all other files."""

    @property
    def held(self) -> Policies | Documents | None:
        """Whatever decides."""
        return self.policies if self.documents is None else self.documents

    @property
    def faulty(self) -> bool:
        """Whether there is nothing that can be evaluated."""
        return self.held is None or self.held.failed


def load_policies(paths: Iterable[str], *, cached: bool = False, documents: bool = False) -> list[PolicyFile]:
    """Load each bundle, compile each other file; `-` is standard input, whose imports resolve below the current folder.

    Where that is `cached`, files are not compiled again that were compiled before. With `documents`, those of NFD are
    read, too, and otherwise refused.
    """
    return [_load_policy(path, cached, documents) for path in dict.fromkeys(paths)]


def _load_policy(path: str, cached: bool, documents: bool) -> PolicyFile:
    name = STDIN_NAME if path == "-" else shown_path(path)
    try:
        loaded = _from_stdin() if path == "-" else _from_file(path, cached)
    except LoadError as error:
        return PolicyFile(name, None, (cannot_read(name, error),))
    if isinstance(loaded, Policies):
        return PolicyFile(loaded.name, loaded, loaded.diagnostics)
    if documents:
        return PolicyFile(loaded.name, None, loaded.diagnostics, loaded)
    message = f"`{name}` is no policy of the language: only `check` and `explain` take a document of NFD as it is"
    help_ = f"`compatlang import nfd {name}` makes a policy of it"
    return PolicyFile(name, None, (loading.NOT_A_POLICY.at(Span(name, 0, 0), message, help=help_),))


def cannot_read(name: str, error: LoadError) -> Diagnostic:
    """That a file which the command line names could not be read; `name` is what messages call it."""
    return loading.CANNOT_LOAD.at(Span(name, 0, 0), f"cannot read `{name}`: {error}")


def _from_file(path: str, cached: bool) -> Policies | Documents:
    if path.endswith(BUNDLE_SUFFIX):
        return load_bundle_file(path)
    if path.endswith(DOCUMENT_SUFFIXES):
        from compatlang.nfd.judging import read as read_documents

        return read_documents(decode(read_bytes(Path(path), limits.SOURCE_BYTES)), shown_path(path))
    if not cached:
        return compile_file(path)
    from compatlang.cli.cache import compiled

    return compiled(*open_source(path))


def read_stdin() -> str:
    """The policy that standard input holds. Raises `LoadError`."""
    try:
        data = _stdin().read(limits.SOURCE_BYTES + 1)
    except OSError as error:
        raise LoadError((error.strerror or "cannot be read").lower()) from error
    if len(data) > limits.SOURCE_BYTES:
        raise LoadError(f"larger than {limits.SOURCE_BYTES} bytes")
    return decode(data)


def _from_stdin() -> Policies | Documents:
    text = read_stdin()
    if _DOCUMENT.match(text):
        from compatlang.nfd.judging import read as read_documents

        return read_documents(text, STDIN_NAME)
    return compile_text(text, name=STDIN_NAME, loader=FolderLoader(Path()))


def _stdin() -> BinaryIO:
    """Standard input; empty where the process was started without one."""
    return io.BytesIO() if sys.stdin is None else sys.stdin.buffer


def load_snapshots(paths: Sequence[str]) -> Reading:
    """The snapshots in files and folders; `-` is standard input. Diagnostics about files come first."""
    files, unreadable = load_files(paths, _stdin())
    reading = read(files)
    return Reading(reading.snapshots, (*unreadable, *reading.diagnostics), reading.files)


def parse_parameters(texts: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` texts by name. Raises `WrongUsage`."""
    parameters: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise WrongUsage(f"--param {text} is not of the form NAME=VALUE")
        if name in parameters:
            raise WrongUsage(f"--param {name} is given twice")
        parameters[name] = value
    return parameters


def select(
    files: Sequence[PolicyFile], names: Sequence[str], parameters: Mapping[str, str], tags: Sequence[str]
) -> list[PolicyFile]:
    """The policies that were asked for, of the files that have any of them; faulty files stay.

    Every name and every parameter must belong to a policy of some file. Raises `UsageError` where one does not.
    """
    if not (names or parameters or tags):
        return list(files)
    sound = [each.held for each in files if each.held is not None and not each.faulty]
    if len(sound) == len(files):
        # A name that is in no sound file may stand in a faulty one.
        places = ", ".join(each.name for each in files)
        _require_known("policy", names, [known for each in sound for known in each.declared], places)
        _require_known("parameter", parameters, [known for each in sound for known in _parameters(each)], places)
    selected = []
    for each in files:
        held = each.held
        if held is None or held.failed:
            selected.append(each)
            continue
        of_file = tuple(name for name in names if name in held.declared)
        if names and not of_file:
            continue
        own = {name: text for name, text in parameters.items() if name in _parameters(held)}
        chosen = held.select(of_file, own, tuple(tags))
        selected.append(
            each._replace(policies=chosen) if isinstance(chosen, Policies) else each._replace(documents=chosen)
        )
    return selected


def _parameters(policies: Policies | Documents) -> list[str]:
    """The names of parameters; documents of NFD have none."""
    if not isinstance(policies, Policies):
        return []
    declared = [policies.program.policies[each] for each in policies.program.roots]
    return [parameter.name for policy in declared for parameter in policy.parameters]


def _require_known(kind: str, names: Iterable[str], known: Sequence[str], places: str) -> None:
    for name in names:
        if name not in known:
            choices = f"{places} has {', '.join(dict.fromkeys(known))}" if known else ""
            where = f" in {places}" if places else ""
            raise WrongUsage(f"no {kind} `{name}`{where}", did_you_mean(name, known) or choices)
