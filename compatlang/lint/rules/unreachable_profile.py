"""A profile that is never chosen: another one holds wherever it does, and is heavier, or as heavy and stands before it.

Profiles of other tags are chosen apart, by `--tags`.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed

_Demands = frozenset[tuple[str, typed.Condition]]


def find(view: View) -> Iterator[Diagnostic]:
    """Each such profile."""
    for policy in view.policies:
        profiles = [each for each in policy.statements if isinstance(each, typed.Profile)]
        for index, profile in enumerate(profiles):
            for at, other in enumerate(profiles):
                first = other.weight > profile.weight or (other.weight == profile.weight and at < index)
                if first and other.tag == profile.tag and _follows(other, profile):
                    yield lint.UNREACHABLE_PROFILE.at(
                        profile.span,
                        f"`{profile.name}` is never chosen: `{other.name}` holds wherever it does, and comes first",
                        labels=[Label(other.span, "this one is chosen")],
                        help="give the one that asks more the greater weight",
                    )
                    break


def _follows(profile: typed.Profile, other: typed.Profile) -> bool:
    """Whether a profile demands nothing that the other one does not; what stands in `when` and `include` is not looked into."""
    asked, given = _demands(profile), _demands(other)
    return asked is not None and given is not None and asked <= given


def _demands(profile: typed.Profile) -> _Demands | None:
    found: set[tuple[str, typed.Condition]] = set()
    for each in profile.statements:
        match each:
            case typed.Requirement(kind, _, condition):
                found |= {(kind, condition)} if kind != "warn" else set()
            case typed.Preference():
                pass
            case _:
                return None
    return frozenset(found)


LINT = Lint(lint.UNREACHABLE_PROFILE, find)
