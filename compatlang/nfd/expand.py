"""A template of a rule with the elements that a matcher has found, after `executeTemplate` of nodefeaturerule/rule.go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

from compatlang.nfd.elements import MOST_SWAPS, Element, Elements
from compatlang.nfd.matcher import Feature
from compatlang.nfd.outcomes import Failure, Outcomes, certain, failing, union
from compatlang.nfd.template import Template, TemplateError, expand_map, parse

Data = dict[str, dict[str, list[Element]]]
"""What a template sees: elements by domain and feature."""

TOO_MANY = frozenset({"a template sees elements whose order varies in more ways than are tried"})


def expand(text: str, elements: Mapping[Feature, Elements]) -> Outcomes[Mapping[str, str]]:
    """The lines `key=value` that a template gives, one result for each order in which NFD may list the elements."""
    if not text:
        return certain({})
    template = _parsed(text)
    if isinstance(template, TemplateError):
        return _failing(template, "parse", "invalid template: ")
    orders = islice(_orders(elements), 1 << MOST_SWAPS)
    more = TOO_MANY if sum(len(each.swaps) for each in elements.values()) > MOST_SWAPS else frozenset[str]()
    return union((_expanded(template, data) for data in orders), more=more)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Template | TemplateError:
    return parse(text)


def _expanded(template: Template, data: Data) -> Outcomes[Mapping[str, str]]:
    given = expand_map(template, data)
    return _failing(given, "expand") if isinstance(given, TemplateError) else certain(given)


def _failing(error: TemplateError, what: str, why: str = "") -> Outcomes[Mapping[str, str]]:
    """What NFD does not expand it reports; what only we do not expand may have any result."""
    if error.refused:
        return Outcomes(more=frozenset({f"a template cannot be decided: {error.text}"}))
    return failing(Failure(f"failed to {what} template: {why}{error.text}"))


def _orders(elements: Mapping[Feature, Elements]) -> Iterator[Data]:
    """Everything that a template may get to see; one thing, unless names are equal in long lists."""
    for orders in product(*(each.orders() for each in elements.values())):
        data: Data = {}
        for (domain, feature), items in zip(elements, orders, strict=True):
            data.setdefault(domain, {})[feature] = list(items)
        yield data
