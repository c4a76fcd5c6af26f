"""Snapshots in every state of knowledge, and the same node with more known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from hypothesis import strategies as st

from compatlang.snapshot import Given, Section, Snapshot
from compatlang.values.scalar import ScalarType
from tests.strategies.universe import DOMAINS, Domain
from tests.strategies.values import raw_values

MOST_INSTANCES = 3


@st.composite
def snapshots(
    draw: st.DrawFn,
    domains: Iterable[str] = DOMAINS,
    features: Mapping[str, ScalarType] | None = None,
    *,
    complete: bool = False,
) -> Snapshot:
    """Snapshots that say something of some of these domains, and of declared features as tests do.

    A `complete` one reports every domain, none of them only in part.
    """
    sections: dict[str, Section] = {}
    for name in domains:
        state = "reported" if complete else draw(st.sampled_from(("unreported", "reported", "reported", "partial")))
        if state != "unreported":
            sections[name] = draw(sections_of(name, partial=state == "partial"))
    given: dict[str, Given] = {}
    for path, type_ in (features or {}).items():
        found = draw(st.one_of(st.none(), _given(type_)))
        if found is not None and not (complete and found.state == "unreported"):
            given[path] = found
    return Snapshot("node", sections, (), given)


@cache
def _given(type_: ScalarType) -> st.SearchStrategy[Given]:
    return st.one_of(
        st.sampled_from((Given("absent"), Given("unreported"))), st.builds(Given, st.just("known"), raw_values(type_))
    )


@cache
def sections_of(name: str, *, partial: bool = False) -> st.SearchStrategy[Section]:
    """What a snapshot may say of one domain that it reports."""
    domain = DOMAINS[name]
    flags = st.frozensets(st.sampled_from(domain.flags)) if domain.kind == "flags" else st.none()
    attributes = st.none() if domain.kind == "instances" else _records(domain)
    if domain.kind == "flags":
        attributes = st.one_of(st.none(), attributes)
    instances = st.lists(_records(domain), max_size=MOST_INSTANCES) if domain.kind == "instances" else st.none()
    return st.builds(
        Section,
        flags=flags,
        attributes=attributes,
        instances=instances.map(lambda found: None if found is None else tuple(found)),
        partial=st.just(partial),
    )


def _records(domain: Domain) -> st.SearchStrategy[dict[str, str] | None]:
    return st.fixed_dictionaries({}, optional={name: raw_values(each) for name, each in domain.elements.items()})


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

    A domain that was not reported may be, and one that was partly known may have more to it. Where `complete`, every one of
    the domains is reported in the end.
    """
    sections: dict[str, Section] = {}
    for name in domains:
        known = snapshot.sections.get(name)
        if known is not None:
            sections[name] = draw(_more_of(name, known, complete))
        elif complete or draw(st.booleans()):
            sections[name] = draw(sections_of(name, partial=not complete and draw(st.booleans())))
    given = dict(snapshot.given)
    for path, type_ in (features or {}).items():
        if path in given and given[path].state == "unreported" and (complete or draw(st.booleans())):
            text = draw(st.one_of(st.none(), raw_values(type_)))
            given[path] = Given("absent") if text is None else Given("known", text)
    return Snapshot(snapshot.node, sections, (), given)


@st.composite
def _more_of(draw: st.DrawFn, name: str, known: Section, complete: bool) -> Section:
    if not known.partial:
        return known
    more = draw(sections_of(name, partial=not complete and draw(st.booleans())))
    attributes = known.attributes if more.attributes is None else {**more.attributes, **(known.attributes or {})}
    return Section(
        None if known.flags is None else known.flags | (more.flags or frozenset()),
        attributes,
        None if known.instances is None else (*known.instances, *(more.instances or ())),
        more.partial,
    )
