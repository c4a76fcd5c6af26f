"""`node.label["…/version"] == "5.15"`: texts have no order, and "5.15.0" is another text.

Found for labels and other values of no known meaning, where both the name and the text say that it is a version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed
from compatlang.values.pattern import AnyOf, Literal, Pattern

_NAME = re.compile(r"version|release|driver", re.IGNORECASE)
_VERSION = re.compile(r"v?[0-9]+(\.[0-9]+)+([-+~_.].*)?")
_GLOB = re.compile(r"v?[0-9]+(\.[0-9]+)*\.?[*?].*|\*?v?[0-9]+(\.[0-9]+)+\*?")
_REGEX = re.compile(r"\(?\^?\(?v?[0-9]+(\\?\.[0-9*].*|\[[0-9].*|\\\..*)")


def find(view: View) -> Iterator[Diagnostic]:
    """Each such question."""
    for test in view.meant(typed.Test):
        if test.type == "string" and _is_named_version(test.subject, view) and _all_versions(test.pattern):
            yield _found(test, test.subject, view)
    for like in view.meant(typed.Like):
        if _is_named_version(like.subject, view) and _GLOB.fullmatch(like.glob):
            yield _found(like, like.subject, view)
    for matches in view.meant(typed.Matches):
        if _is_named_version(matches.subject, view) and _REGEX.match(matches.regex):
            yield _found(matches, matches.subject, view)


def _found(node: typed.Node, subject: typed.Value, view: View) -> Diagnostic:
    return lint.VERSION_AS_STRING.at(
        node.span,
        "this compares a version as text, letter by letter",
        help=f"declare it: `feature vendor.release: version = {view.text(subject)}`, and compare that",
    )


def _is_named_version(value: typed.Value, view: View) -> bool:
    match value:
        case typed.Element(domain, name) | typed.Attribute(domain, name):
            known = view.catalog.domains[domain]
            return (name not in known.elements or known.origin == "policy") and bool(_NAME.search(name))
        case typed.Feature(path):
            return bool(_NAME.search(path))
        case _:
            return False


def _all_versions(wanted: Pattern) -> bool:
    match wanted:
        case Literal(text):
            return _VERSION.fullmatch(text) is not None
        case AnyOf(members):
            return bool(members) and all(map(_all_versions, members))
        case _:
            return False


LINT = Lint(lint.VERSION_AS_STRING, find)
