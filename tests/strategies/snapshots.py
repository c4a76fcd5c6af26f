"""Snapshots in every state of knowledge, and the same node with more known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from compatlang.snapshot import Given, Section, Snapshot
from compatlang.values.scalar import ScalarType
from tests.strategies.universe import DOMAINS, Domain
from tests.strategies.values import parsing_values, raw_values

MOST_INSTANCES = 3


def snapshots(
    domains: Iterable[str] = DOMAINS, features: Mapping[str, ScalarType] | None = None, *, complete: bool = False
) -> st.SearchStrategy[Snapshot]:
    """Snapshots that say something of some of these domains, and of declared features as tests do.

    A `complete` one reports everything, and every value of it parses: no question to it is unknown.
    """
    return _snapshots(tuple(domains), dict(features or {}), complete)


@st.composite
def _snapshots(
    draw: st.DrawFn, domains: tuple[str, ...], features: Mapping[str, ScalarType], complete: bool
) -> Snapshot:
    sections: dict[str, Section] = {}
    for name in domains:
        state = "reported" if complete else draw(st.sampled_from(("unreported", "reported", "reported", "partial")))
        if state != "unreported":
            sections[name] = draw(sections_of(DOMAINS[name], partial=state == "partial", complete=complete))
    given: dict[str, Given] = {}
    for path, type_ in features.items():
        if complete:
            given[path] = draw(st.one_of(st.just(Given("absent")), st.builds(Given, st.just("known"), _texts(type_, True))))
        else:
            found = draw(st.one_of(st.none(), _given(type_)))
            if found is not None:
                given[path] = found
    return Snapshot("node", sections, (), given)


def _texts(type_: ScalarType, complete: bool) -> st.SearchStrategy[str]:
    return parsing_values(type_) if complete else raw_values(type_)


def _given(type_: ScalarType) -> st.SearchStrategy[Given]:
    return st.one_of(
        st.sampled_from((Given("absent"), Given("unreported"))), st.builds(Given, st.just("known"), raw_values(type_))
    )


def sections_of(domain: Domain, *, partial: bool = False, complete: bool = False) -> st.SearchStrategy[Section]:
    """What a snapshot may say of one domain that it reports."""
    return st.builds(
        Section,
        flags=_flags(domain),
        attributes=_attributes(domain, complete) if domain.kind != "instances" else st.none(),
        instances=_instances(domain, complete) if domain.kind == "instances" else st.none(),
        partial=st.just(partial),
    )


def _flags(domain: Domain) -> st.SearchStrategy[frozenset[str] | None]:
    return st.frozensets(st.sampled_from(domain.flags)) if domain.kind == "flags" else st.none()


def _attributes(domain: Domain, complete: bool) -> st.SearchStrategy[Mapping[str, str] | None]:
    some = st.fixed_dictionaries({}, optional={name: _texts(each, complete) for name, each in domain.elements.items()})
    return st.one_of(st.none(), some) if domain.kind == "flags" else some


def _instances(domain: Domain, complete: bool) -> st.SearchStrategy[tuple[Mapping[str, str], ...]]:
    one = st.fixed_dictionaries({}, optional={name: _texts(each, complete) for name, each in domain.elements.items()})
    return st.lists(one, max_size=MOST_INSTANCES).map(tuple)


@st.composite
def more_reported(
    draw: st.DrawFn,
    snapshot: Snapshot,
    domains: Iterable[str] = DOMAINS,
    features: Mapping[str, ScalarType] | None = None,
    *,
    complete: bool = False,
) -> Snapshot:
    """The same node with more known of it: what was known stands, what was not may be anything.

    A gap may be filled and a partial domain be completed. A value that does not parse may turn out to be one that does; so
    may the value of a declared feature that nothing publishes. Where `complete`, nothing is left unknown.
    """
    sections: dict[str, Section] = {}
    for name in domains:
        domain = DOMAINS[name]
        known = snapshot.sections.get(name)
        if known is None:
            if complete or draw(st.booleans()):
                partial = not complete and draw(st.booleans())
                sections[name] = draw(sections_of(domain, partial=partial, complete=complete))
        else:
            sections[name] = draw(_more_of(domain, known, complete))
    given = dict(snapshot.given)
    for path, type_ in (features or {}).items():
        found = given.get(path)
        if found is not None and found.state == "unreported" and (complete or draw(st.booleans())):
            text = draw(st.one_of(st.none(), _texts(type_, complete)))
            given[path] = Given("absent") if text is None else Given("known", text)
        elif found is not None and found.state == "known" and complete:
            given[path] = Given("known", _parsing(draw, type_, found.text))
    return Snapshot(snapshot.node, sections, (), given)


def _parsing(draw: st.DrawFn, type_: ScalarType, text: str) -> str:
    """The text, or where it does not parse, one that does."""
    from compatlang.values import scalar

    return text if scalar.parse(type_, text) is not None else draw(parsing_values(type_))


@st.composite
def _more_of(draw: st.DrawFn, domain: Domain, known: Section, complete: bool) -> Section:
    def repaired(attributes: Mapping[str, str]) -> dict[str, str]:
        if not complete:
            return dict(attributes)
        return {name: _parsing(draw, domain.elements[name], text) for name, text in attributes.items()}

    partial = known.partial and not complete and draw(st.booleans())
    more = draw(sections_of(domain, complete=complete)) if known.partial else Section()
    attributes = None if known.attributes is None else repaired(known.attributes)
    if known.partial and more.attributes is not None:
        attributes = {**more.attributes, **(attributes or {})}
    return Section(
        None if known.flags is None else known.flags | (more.flags or frozenset()),
        attributes,
        None
        if known.instances is None
        else (*(repaired(each) for each in known.instances), *(more.instances or ())),
        partial,
    )
