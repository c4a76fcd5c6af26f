"""Names of features: whether anybody reports them, and whether a question to them can ever be answered yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nfd.expression import OPERATORS
from compatlang.nfd.findings.terms import Terms
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.load import Document
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import MatchExpression, Term
from compatlang.nfd.references import MATCHED
from compatlang.schema import Domain
from compatlang.schema.catalog import BASE

_ANYTHING = "*"
_OF_NAMES = ("", "Exists", "DoesNotExist")
OF_NFD = {name: each for name, each in BASE.domains.items() if each.origin == "nfd"}
"""The domains that sources of NFD report."""


def all_of(document: Document, terms: Terms, path: Path, earlier: frozenset[str]) -> Iterator[Diagnostic]:
    """What is odd about the features that terms ask for; `earlier` are names that earlier rules hand on."""
    for number, term in enumerate(terms):
        where = (*path, number)
        name = go_lower(term.feature)
        if name != term.feature:
            message = (
                f"NFD looks `{term.feature}` up as `{name}`, but templates and the report of `validate-node` know it"
                " only as it is written"
            )
            yield codes.UPPER_CASE.at(document.source.span((*where, "feature")), message, help=f"write `{name}`")
        if name == MATCHED:
            yield from _references(document, term, where, earlier)
        elif name in OF_NFD:
            yield from _elements(document, term, OF_NFD[name], where)
        else:
            yield from _unknown(document, term, name, where)


def _unknown(document: Document, term: Term, name: str, where: Path) -> Iterator[Diagnostic]:
    span = document.source.span((*where, "feature"))
    if name.count(".") != 1 and document.kind == "NodeFeatureRule":
        message = f"`{term.feature}` is not of the form domain.feature, which `kubectl nfd validate` refuses"
        yield codes.FEATURE_NAME.at(span, message, help=did_you_mean(name, OF_NFD))
        return
    if name.startswith("local."):
        return
    help_ = did_you_mean(name, OF_NFD)
    if name in BASE.domains:
        help_ = "this feature is compatlang's own; a policy of the language may read it"
    message = f"no source of NFD reports `{name}`: the term holds only where somebody else writes a NodeFeature with it"
    yield codes.UNKNOWN_FEATURE.at(span, message, help=help_)


def _references(document: Document, term: Term, where: Path, earlier: frozenset[str]) -> Iterator[Diagnostic]:
    """What is asked of earlier rules. Other objects may have set it, in a cluster."""
    if _ANYTHING in earlier:
        return
    for name in term.match_expressions or ():
        if name not in earlier:
            message = f"no earlier rule of this document sets `{name}`"
            span = document.source.key_span((*where, "matchExpressions", name))
            yield codes.UNKNOWN_FEATURE.at(span, message, help=did_you_mean(name, earlier))


def _elements(document: Document, term: Term, domain: Domain, where: Path) -> Iterator[Diagnostic]:
    for name, expression in (term.match_expressions or {}).items():
        path = (*where, "matchExpressions", name)
        if domain.kind == "flags" and name not in domain.elements:
            yield from _flag(document, name, expression, domain, path)
        elif domain.element(name) is None:
            what = "attribute of an instance" if domain.kind == "instances" else "attribute"
            message = f"`{name}` is no {what} that NFD reports of `{domain.name}`"
            help_ = did_you_mean(name, domain.elements) or f"there are {_listed(domain.elements)}"
            yield codes.UNKNOWN_FEATURE.at(document.source.key_span(path), message, help=help_)


def _flag(
    document: Document, name: str, expression: MatchExpression | None, domain: Domain, path: Path
) -> Iterator[Diagnostic]:
    if domain.flags and name not in domain.flags:
        message = f"`{name}` is no flag of `{domain.name}` that NFD is known to report"
        help_ = did_you_mean(name, domain.flags)
        yield codes.UNKNOWN_FEATURE.at(document.source.key_span(path), message, help=help_)
    if expression is not None and expression.op in OPERATORS and expression.op not in _OF_NAMES:
        message = f"`{domain.name}` has flags, which have no values, so {expression.op} never holds"
        yield codes.NEVER_HOLDS.at(
            document.source.span((*path, "op")), message, help="ask with `Exists` or `DoesNotExist`"
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:12])
