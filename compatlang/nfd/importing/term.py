"""One term: what a rule asks of one feature."""

from __future__ import annotations

from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing.domains import Domains
from compatlang.nfd.importing.expression import asked, sound
from compatlang.nfd.importing.instances import Inside
from compatlang.nfd.importing.names import some_name
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import Result, Translated, joined, refused
from compatlang.nfd.model import Expressions, MatchExpression, Term
from compatlang.schema import Domain
from compatlang.writing import spelling
from compatlang.writing.condition import NO, YES, Atom, Some, has_all, negated

_NEGATIVE = frozenset({"NotIn", "DoesNotExist"})


def term(given: Term, domains: Domains, needs: Needs, where: Path) -> Result:
    """The condition of a term, which asks something of its domain in any case: where that is missing, NFD says no."""
    domain = domains.find(given.feature)
    if isinstance(domain, str):
        return refused((*where, "feature"), domain)
    parts: list[Result] = []
    if given.match_expressions is not None:
        parts.append(_expressions(given.match_expressions, domain, needs, (*where, "matchExpressions")))
    if given.match_name is not None:
        parts.append(some_name(given.match_name, domain, domains, needs, (*where, "matchName")))
    result = joined(parts)
    if isinstance(result, Translated) and result.condition == YES:
        if not domains.is_certain(domain):
            return refused(where, f"nothing says whether `{domain.name}` has flags, attributes or instances")
        return result._replace(condition=Atom(f"{spelling.path(domain.name)} is reported"))
    return result


def _expressions(expressions: Expressions, domain: Domain, needs: Needs, where: Path) -> Result:
    if any(not each or spelling.is_too_long(each) for each in expressions):
        return refused(where, "an element without a name, or with one too long, cannot be written")
    if domain.kind == "instances":
        return _of_one_instance(expressions, domain, needs, where)
    results = [_of_element(name, each, domain, needs, (*where, name)) for name, each in expressions.items()]
    return joined(results)


def _of_one_instance(expressions: Expressions, domain: Domain, needs: Needs, where: Path) -> Result:
    """All expressions of one and the same instance; without any, that there is an instance."""
    inside = Inside(domain)
    results: list[Result] = []
    for name, each in expressions.items():
        place = (*where, name)
        expression = sound(each, place)
        element = domain.element(name)
        if not isinstance(expression, MatchExpression):
            results.append(expression)
        elif element is None:
            results.append(_of_stranger(name, expression, domain))
        else:
            results.append(asked(expression, Subject(inside.attribute(name), element, "", place), needs))
    result = joined(results)
    if not isinstance(result, Translated):
        return result
    notes = result.notes
    operators = [each.op for each in expressions.values() if each is not None]
    if operators and all(each in _NEGATIVE for each in operators):
        notes = (*notes, "As in NFD: one such instance is enough. That there is no other would be asked with `none`.")
    condition = inside.some([result.condition]) if result.condition != YES else Some(spelling.path(domain.name), ())
    return result._replace(condition=condition, notes=notes)


def _of_element(name: str, given: MatchExpression | None, domain: Domain, needs: Needs, where: Path) -> Result:
    expression = sound(given, where)
    if not isinstance(expression, MatchExpression):
        return expression
    element = domain.element(name)
    if element is not None:
        return asked(expression, Subject(_element_path(domain, name), element, domain.name, where), needs)
    if domain.kind == "flags":
        return _of_flag(name, expression, domain)
    return _of_stranger(name, expression, domain)


def _element_path(domain: Domain, name: str) -> str:
    return spelling.path(domain.name, "" if name == domain.default else name)


def _of_flag(name: str, expression: MatchExpression, domain: Domain) -> Result:
    """Whether a flag is there. A domain that has values besides may have one of a name that the catalog does not know."""
    path = spelling.path(domain.name)
    plain = name in domain.flags or not domain.elements
    beside = spelling.path(domain.name, name)
    match expression.op:
        case "":
            return Translated(YES)
        case "Exists":
            return Translated(has_all(path, [spelling.quoted(name)]) if plain else Atom(f"{beside} is present"))
        case "DoesNotExist":
            return Translated(
                negated(has_all(path, [spelling.quoted(name)])) if plain else Atom(f"{beside} is missing")
            )
        case op:
            return Translated(NO, (f"The flag {spelling.shown(name)} has no value, so `{op}` is never met.",))


def _of_stranger(name: str, expression: MatchExpression, domain: Domain) -> Result:
    """A name that NFD never reports: it is missing."""
    note = f"NFD reports no `{domain.name}.{spelling.shown(name)}`"
    similar = did_you_mean(name, domain.elements)
    note += f" ({similar})" if similar else ""
    if expression.op in ("", "DoesNotExist"):
        return Translated(YES, (f"{note}.",))
    return Translated(NO, (f"{note}, so this is never met.",))
