"""How the tables of the catalog are written: one function for each kind of domain."""

from __future__ import annotations

from compatlang.schema.model import Domain, Element, Origin
from compatlang.values.scalar import ScalarType


def flags(name: str, since: str, doc: str, *elements: Element, known: str = "") -> Domain:
    """A set of names. `known` lists some of them, with blanks between; `elements` are attributes beside the flags."""
    return Domain(name, "flags", doc, "nfd", since, _by_name(elements), flags=frozenset(known.split()))


def attributes(
    name: str,
    since: str,
    doc: str,
    *elements: Element,
    others: ScalarType | None = None,
    default: str = "",
    origin: Origin = "nfd",
) -> Domain:
    """Named values. `others` is the type of those not listed here; without it there are none."""
    is_open = others is not None
    return Domain(name, "attributes", doc, origin, since, _by_name(elements), is_open, others or "string", default)


def instances(name: str, since: str, doc: str, *elements: Element, others: ScalarType | None = None) -> Domain:
    """A list of records; `elements` and `others` speak of the attributes of one of them."""
    return Domain(name, "instances", doc, "nfd", since, _by_name(elements), others is not None, others or "string")


def _by_name(elements: tuple[Element, ...]) -> dict[str, Element]:
    return {element.name: element for element in elements}
