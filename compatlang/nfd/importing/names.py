"""`matchName`: whether some name of a feature satisfies an expression.

The language asks for names one by one. `In` lists them; other operators are tried on the names that the catalog knows, where
it knows all of them, or, of processor flags, all but those of future processors.
"""

from __future__ import annotations

from compatlang.nfd import expression as nfd
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing.domains import Domains
from compatlang.nfd.importing.expression import sound
from compatlang.nfd.importing.instances import Inside
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.translation import EMPTY_INSTANCES, KNOWN_NAMES, Result, Translated, refused
from compatlang.nfd.model import MatchExpression
from compatlang.nfd.outcomes import Failure
from compatlang.schema import Domain
from compatlang.writing import spelling
from compatlang.writing.condition import NO, Atom, Condition, Some, either, has_any

_MOST_BESIDE = 8
"""Names of flags that stand where they are asked for; more get a name of their own."""


def some_name(asked: MatchExpression | None, domain: Domain, domains: Domains, needs: Needs, where: Path) -> Result:
    """Whether a name satisfies an expression."""
    expression = sound(asked, where)
    if not isinstance(expression, MatchExpression):
        return expression
    if expression.op in ("", "Exists") and domain.kind == "instances":
        return Translated(Some(spelling.path(domain.name), ()), differences=frozenset({EMPTY_INSTANCES}))
    if expression.op == "DoesNotExist":
        return Translated(NO, ("NFD tries `DoesNotExist` on names that are there, so it is never met.",))
    if expression.op == "In":
        names = tuple(dict.fromkeys(expression.value))
        if not names:
            return refused(where, "`In` takes at least one value; NFD fails where there is any name")
        return _listed(names, expression, domain, domains, needs)
    if domains.is_open(domain) or not (domain.elements or domain.flags):
        message = f"`{domain.name}` may have any name, and the language asks only for names that it knows"
        return refused(where, message, "list the names with `In`")
    return _known(expression, domain, domains, needs, where)


def _known(expression: MatchExpression, domain: Domain, domains: Domains, needs: Needs, where: Path) -> Result:
    """The names of the catalog that satisfy the expression."""
    names: list[str] = []
    for each in (*sorted(domain.flags), *domain.elements):
        holds = nfd.evaluate(expression, True, each)
        if isinstance(holds, Failure):
            return refused(where, f"NFD fails on this for names such as `{each}`: {spelling.shown(holds.text)}")
        if holds:
            names.append(each)
    found = _listed(tuple(names), expression, domain, domains, needs)
    if not isinstance(found, Translated) or domain.kind != "flags":
        return found
    if len(names) > _MOST_BESIDE:
        return found._replace(differences=found.differences | {KNOWN_NAMES})
    note = f"Of the names in the catalog, those that {_said(expression)}."
    return found._replace(notes=(note,), differences=found.differences | {KNOWN_NAMES})


def _said(expression: MatchExpression) -> str:
    """Which names satisfy an expression, behind "names that"."""
    values = ", ".join(map(spelling.quoted, expression.value))
    match expression.op:
        case "InRegexp":
            return f"match {values}"
        case "NotIn":
            return f"are none of {values}"
        case "" | "Exists":
            return "there are"
        case op:
            return f"are {op} {values}".rstrip()


def _listed(
    names: tuple[str, ...], expression: MatchExpression, domain: Domain, domains: Domains, needs: Needs
) -> Result:
    """Whether one of some names is there."""
    if domain.kind == "instances":
        inside = Inside(domain)
        known = [each for each in names if domain.element(each) is not None]
        if not known:
            return Translated(NO, _unknown(names, domain))
        present = either(Atom(f"{inside.attribute(each)} is present") for each in known)
        return Translated(inside.some([present]), _unknown([each for each in names if each not in known], domain))
    flags = [each for each in names if domain.kind == "flags" and each not in domain.elements]
    elements = [each for each in names if each not in flags and domain.element(each) is not None]
    strangers = [each for each in names if each not in flags and each not in elements]
    parts: list[Condition] = []
    if flags:
        parts.append(_has_any(tuple(flags), expression, domain, needs))
    parts.extend(Atom(f"{spelling.path(domain.name, each)} is present") for each in elements)
    return Translated(either(parts), _unknown(strangers, domain))


def _has_any(flags: tuple[str, ...], expression: MatchExpression, domain: Domain, needs: Needs) -> Condition:
    path = spelling.path(domain.name)
    members = [spelling.quoted(each) for each in flags]
    if len(flags) <= _MOST_BESIDE:
        return has_any(path, members)
    doc = f"The flags of `{domain.name}` in the catalog whose names {_said(expression)}."
    if expression.op == "In":
        doc = f"Flags of `{domain.name}`."
    wanted = expression.value[0] if len(expression.value) == 1 else domain.name
    return Atom(f"{path} has any {needs.set_of_names(doc, f'{wanted} names', tuple(members))}")


def _unknown(names: list[str] | tuple[str, ...], domain: Domain) -> tuple[str, ...]:
    return tuple(f"`{domain.name}` has no `{spelling.shown(each)}`, so no node has that name." for each in names)
