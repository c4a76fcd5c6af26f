"""What `plan` supposes of nodes: `--set kernel.version=6.8.0`, `--set kernel.loadedmodule+=nvidia_fs`, `--unset FEATURE`.

Each is a `given` of a test, and checked as one: by the grammar, and against the catalog and what the policies declare. What a
node did not report before is known afterwards only as far as it was set. With a release of the kernel or the operating system
go the numbers that NFD reports of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics import Diagnostic
from compatlang.loader import LibraryLoader
from compatlang.pipeline import Policies
from compatlang.schema import Catalog, DeclaredFeature
from compatlang.schema.catalog import BASE
from compatlang.semantic.check import check
from compatlang.snapshot import Section, Snapshot
from compatlang.source import SourceFile
from compatlang.testing.given import Builder
from compatlang.typed import tree as typed
from compatlang.typed.show import show_value
from compatlang.values import scalar

_SETTING = re.compile(r'\s*((?:[^"=]|"(?:[^"\\]|\\.)*")+?)\s*(\+=|-=|=)\s*(.*?)\s*', re.DOTALL)
"""A path, whose subscripts may hold anything, an operator, and the value."""

_TEST = (
    'policy supposed {{ require nothing: true }}\ntest "supposed" {{\n  given {}\n  expect supposed: compatible\n}}\n'
)


_NUMBERS = {
    ("kernel.version", "full"): ("major", "minor", "revision"),
    ("system.osrelease", "VERSION_ID"): ("VERSION_ID.major", "VERSION_ID.minor"),
}
"""Elements that hold the first numbers of another."""

_RELEASE = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?")


class Supposed(NamedTuple):
    """What is supposed, as it was written and as it was understood."""

    texts: tuple[str, ...]
    givens: tuple[typed.Given, ...]
    catalog: Catalog

    def of(self, snapshot: Snapshot) -> Snapshot:
        """The node if all of it were so."""
        builder = Builder(self.catalog.domains)
        builder.start_from(snapshot)
        for each in self.givens:
            builder.apply(each)
        made = builder.snapshot()
        emptied = {each.domain for each in self.givens if isinstance(each, typed.GivenAbsent) and not each.name}
        sections = {
            domain: section if domain in emptied else _as_known(snapshot.sections.get(domain), section)
            for domain, section in made.sections.items()
        }
        return replace(snapshot, sections=sections, given=made.given)


def _as_known(before: Section | None, after: Section) -> Section:
    """What was known only in part, or not at all, is not known entirely because something of it was set."""
    return replace(after, partial=True) if before is None or before.partial else after


def suppose(settings: Iterable[str], gone: Iterable[str], policies: Sequence[Policies]) -> Supposed:
    """Read `--set` and `--unset`. Raises `WrongUsage` where one of them means nothing."""
    catalog = _catalog(policies)
    read = [(f"--set {each}", each.strip(), _given_text(each)) for each in settings]
    read += [(f"--unset {each}", f"no {each.strip()}", f"no {each.strip()}") for each in gone]
    givens = (_given(flag, text, catalog) for flag, _, text in read)
    return Supposed(
        tuple(shown for _, shown, _ in read),
        tuple(every for each in givens for every in (each, *_numbers(each))),
        catalog,
    )


def _numbers(given: typed.Given) -> list[typed.Given]:
    """What else is so where a release is."""
    if not isinstance(given, typed.GivenValue) or (given.domain, given.name) not in _NUMBERS:
        return []
    found = _RELEASE.match(given.text)
    numbers = found.groups() if found is not None else ()
    names = _NUMBERS[given.domain, given.name]
    return [
        typed.GivenValue(given.domain, name, number, span=given.span)
        if number is not None
        else typed.GivenAbsent(given.domain, name, span=given.span)
        for name, number in zip(names, numbers, strict=False)
    ]


def _catalog(policies: Sequence[Policies]) -> Catalog:
    """What there is to be set: of several files, what any of them declares."""
    domains = {name: each for those in policies for name, each in those.program.domains.items()}
    features = {path: each for those in policies for path, each in those.program.features.items()}
    declared = [DeclaredFeature(path, each.type, each.doc) for path, each in features.items()]
    return BASE.extended(list(domains.values()), declared)


def _given_text(setting: str) -> str:
    """A setting as a `given` writes it: what is no record is the raw text, in quotes or not."""
    matched = _SETTING.fullmatch(setting)
    if matched is None:
        raise WrongUsage(
            f"--set {setting} is not of the form FEATURE=VALUE", "write FEATURE=VALUE, FEATURE+=VALUE or FEATURE-=VALUE"
        )
    path, operator, value = matched.groups()
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return f"{path} {operator} {value if quoted or value.startswith('{') else json.dumps(value)}"


def _given(flag: str, text: str, catalog: Catalog) -> typed.Given:
    """The one `given` that a text is."""
    if "\n" in text:
        raise WrongUsage(f"a line break stands in {' '.join(flag.split())}")
    checked = check(SourceFile("", _TEST.format(text)), LibraryLoader(), catalog)
    for each in checked.diagnostics:
        if each.severity == "error":
            raise _refusal(flag, each)
    givens = checked.program.tests[0].givens if checked.program.tests else ()
    if len(givens) != 1 or isinstance(givens[0], typed.GivenSnapshot | typed.GivenUnreported):
        raise WrongUsage(f"{flag} says nothing about one feature", "write FEATURE=VALUE, one for each flag")
    _require_type(flag, givens[0], catalog)
    return givens[0]


def _refusal(flag: str, found: Diagnostic) -> WrongUsage:
    return WrongUsage(
        f"{flag}: {found.message}", found.help.replace("`given no ", "`--unset ").replace("`given ", "`--set ")
    )


def _require_type(flag: str, given: typed.Given, catalog: Catalog) -> None:
    """A test may give a text that does not parse, to see what becomes of it; a node that is planned shall not have one."""
    for what, type_, text in _texts(given, catalog):
        if scalar.parse(type_, text) is None:
            raise WrongUsage(f"{flag}: `{text}` is no {type_}, as `{what}` is")


def _texts(given: typed.Given, catalog: Catalog) -> list[tuple[str, scalar.ScalarType, str]]:
    match given:
        case typed.GivenValue(domain, name, text):
            element = catalog.domains[domain].element(name)
            if element is None:
                return []
            return [(show_value(typed.Element(domain, name, element.type, span=given.span)), element.type, text)]
        case typed.GivenFeature(path, "known", text):
            return [(path, catalog.features[path].type, text)]
        case typed.GivenInstance(domain, attributes, types, _):
            return [(name, type_, text) for (name, text), type_ in zip(attributes, types, strict=True)]
        case _:
            return []
