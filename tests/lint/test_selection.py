"""What `--select` and `--ignore` can name."""

from __future__ import annotations

import pytest

from compatlang.errors import UsageError
from compatlang.lint.registry import CODES, DEFAULT
from compatlang.lint.selection import selected


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), DEFAULT),
        (("all",), (), frozenset(CODES)),
        (("or-chain",), (), {"or-chain"}),
        (("or-chain, never-true", "unused-import"), (), {"or-chain", "never-true", "unused-import"}),
        (("default,missing-fix",), (), DEFAULT | {"missing-fix"}),
        (("untested*",), (), {"untested-policy", "untested-refusal"}),
        ((), ("missing*",), DEFAULT - {"missing-because"}),
        (("or-chain",), ("all",), frozenset()),
    ],
)
def test_lints_are_selected(select: tuple[str, ...], ignore: tuple[str, ...], expected: frozenset[str]) -> None:
    assert selected(select, ignore) == expected


@pytest.mark.parametrize("name", ["or-chian", "nothing*", "ALL"])
def test_what_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="there is no lint"):
        selected((name,), ())


def test_a_misspelt_code_is_told_what_it_may_be() -> None:
    with pytest.raises(UsageError, match="did you mean `or-chain`"):
        selected((), ("or-chian",))


def test_pedantic_lints_are_few() -> None:
    assert frozenset(CODES) - DEFAULT == {"missing-fix"}
