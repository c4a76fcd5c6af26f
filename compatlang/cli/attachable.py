"""What `attach` pushes, made before anything is asked of a registry: checked, compiled and, where it can be, exported."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compatlang import limits
from compatlang.cli.extras import needs
from compatlang.cli.inputs import DOCUMENT_SUFFIXES, PolicyFile, cannot_read, parse_parameters, select
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.loader import FolderLoader, decode, read_bytes, shown_path
from compatlang.nfd.exporting import export
from compatlang.nfd.judging import read as read_documents
from compatlang.pipeline import compile as compile_policies
from compatlang.source import SourceFile

if TYPE_CHECKING:
    from compatlang.integrations.registry.artifacts import File


class Said(NamedTuple):
    """One artifact without a subject as yet: its type (`media.TYPES`), its files, and the names of its policies."""

    type: str
    files: list[File]
    names: tuple[str, ...]


class Prepared(NamedTuple):
    """The artifacts to push, none where something is wrong, and all that was found."""

    said: list[Said]
    diagnostics: list[Diagnostic]
    sources: dict[str, SourceFile]
    notes: tuple[str, ...] = ()
    images: Mapping[str, tuple[str, ...]] = {}
    """The globs of each policy that says which images it is for."""


def prepare(arguments: argparse.Namespace) -> Prepared:
    """Read, check, compile and export what is to be attached. Raises `WrongUsage`."""
    with needs("registry", "attaching policies"):
        import compatlang.integrations.registry.attaching  # noqa: F401 - what is missing is told before any work is done
    if any(each.endswith(DOCUMENT_SUFFIXES) for each in arguments.policies):
        return _document(arguments)
    files = [_compiled(each) for each in arguments.policies]
    found = [each for file in files for each in file.diagnostics]
    sources = {name: each for file in files if file.policies for name, each in file.policies.sources.items()}
    if any(file.faulty for file in files):
        return Prepared([], found, sources)
    return _policies(files, arguments, found, sources)


def _compiled(path: str) -> PolicyFile:
    """A policy file under its own name, so that an artifact says the same wherever it is made."""
    name = shown_path(Path(path).name)
    try:
        text = decode(read_bytes(Path(path), limits.SOURCE_BYTES))
    except LoadError as error:
        shown = shown_path(path)
        return PolicyFile(shown, None, (cannot_read(shown, error),))
    policies = compile_policies(text, name=name, loader=FolderLoader(Path(path).parent))
    return PolicyFile(name, policies, policies.diagnostics)


def _policies(
    files: list[PolicyFile], arguments: argparse.Namespace, found: list[Diagnostic], sources: dict[str, SourceFile]
) -> Prepared:
    from compatlang.integrations.registry import attaching, media

    compiled = [each.policies for each in files if each.policies is not None]
    policies = [each.program.policies[root] for each in compiled for root in each.program.roots]
    said: list[Said] = []
    notes: list[str] = []
    if arguments.form != "nfd":
        names = tuple(each.name for each in policies)
        said.append(Said(media.COMPAT, attaching.compat_files(compiled), names))
    if arguments.form != "compat":
        spec = _spec(files, arguments)
        must = arguments.form != "auto"
        if must or spec.text is not None:
            found = [*found, *spec.why]
        if spec.text is not None:
            said.append(Said(media.NFD, attaching.nfd_files(spec.text), (spec.policy,)))
        elif must:
            return Prepared([], found, sources)
        else:
            notes.append(_left_out(spec.why))
    return Prepared(said, found, sources, tuple(notes), {each.name: each.images for each in policies})


class _Spec(NamedTuple):
    """A policy as NFD's specification, None where there is none, and what was found."""

    policy: str
    text: str | None
    why: list[Diagnostic]


def _spec(files: list[PolicyFile], arguments: argparse.Namespace) -> _Spec:
    """The policy that is chosen, or the only one, for NFD."""
    chosen = select(files, [arguments.policy] if arguments.policy else [], parse_parameters(arguments.param), ())
    policies = [(each.policies, *item) for each in chosen if each.policies for item in each.policies.selected.items()]
    if len(policies) != 1:
        if arguments.form == "auto":
            return _Spec("", None, [])
        raise WrongUsage(f"NFD's artifact says one policy, and there are {len(policies)}", "choose one with --policy")
    ((owner, identifier, values),) = policies
    exported = export(owner.program, identifier, values, "spec", owner.tags)
    return _Spec(owner.program.policies[identifier].name, exported.text, list(exported.diagnostics))


def _left_out(why: list[Diagnostic]) -> str:
    errors = [each for each in why if each.severity == "error"]
    reason = errors[0].message if errors else "it says one policy, and there are several: --policy chooses one"
    more = f", and {len(errors) - 1} more reasons (--as both shows them)" if len(errors) > 1 else ""
    return f"NFD's artifact is left out: {reason}{more}"


def _document(arguments: argparse.Namespace) -> Prepared:
    """A specification of NFD's, as it stands in its file."""
    from compatlang.integrations.registry import attaching, media

    if len(arguments.policies) > 1:
        raise WrongUsage("a document of NFD is attached alone", "name one file")
    if arguments.form in ("compat", "both"):
        raise WrongUsage("a document of NFD is attached as nfd", "`compatlang import nfd` makes a policy of it")
    path = arguments.policies[0]
    name = shown_path(path)
    try:
        text = decode(read_bytes(Path(path), limits.BLOB_BYTES))
    except LoadError as error:
        return Prepared([], [cannot_read(name, error)], {})
    documents = read_documents(text, name)
    prepared = Prepared([], list(documents.diagnostics), dict(documents.sources))
    if documents.failed or any(each.severity == "error" for each in documents.diagnostics):
        return prepared
    if not documents.is_image:
        raise WrongUsage(f"`{name}` is no compatibility specification of an image, which is what NFD attaches")
    return prepared._replace(said=[Said(media.NFD, attaching.nfd_files(text), documents.declared)])
