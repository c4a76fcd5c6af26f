"""What grows past a limit once it is expanded is refused, and what just fits is not."""

from __future__ import annotations

import pytest

import compatlang
from compatlang import limits


def messages(text: str) -> list[str]:
    return [f"{each.code}: {each.message}" for each in compatlang.compile(text).diagnostics]


def members(count: int) -> str:
    half = ", ".join(["5.15.*"] * (count // 2))
    return f"let a = [{half}]\nlet b = [a, a]\nrule r {{ kernel.version in b }}"


def features(count: int) -> str:
    chain = "\n".join(f"feature x.f{number}: string = x.f{number - 1}" for number in range(1, count))
    return f'feature x.f0: string = node.label["x"]\n{chain}'


def calls(count: int) -> str:
    chain = "\n".join(f"rule r{number} {{ not r{number - 1}() }}" for number in range(1, count))
    return f"rule r0 {{ kernel.version >= 5 }}\n{chain}"


def test_the_members_of_a_let() -> None:
    assert messages(members(limits.SET_MEMBERS)) == []
    assert messages(members(limits.SET_MEMBERS + 2)) == [
        "too-large: `b` has more than 10000 members once the `let`s in it are expanded"
    ]


def test_features_made_from_features() -> None:
    assert messages(features(limits.CALL_DEPTH)) == []
    found = messages(features(limits.CALL_DEPTH + 1))
    assert found == ["too-large: features are declared from each other more than 32 deep"]


def test_rules_that_call_rules() -> None:
    assert messages(calls(20)) == []
    found = messages(calls(60))
    assert found
    assert all("nests more than 128 deep once what it calls is expanded" in each for each in found)


@pytest.mark.parametrize(
    ("statement", "doubling"),
    [
        ("include p{0}", False),
        ("include p{0} as a\n  include p{0} as b", False),  # the same policy with the same arguments is one
        ("include p{0}(1) as a\n  include p{0}(2) as b", True),
    ],
)
def test_policies_that_include_policies(statement: str, doubling: bool) -> None:
    chain = "\n".join(
        f"policy p{number}(n: int = 0) {{\n  {statement.format(number - 1)}\n}}" for number in range(1, 18)
    )
    found = messages(f"policy p0(n: int = 0) {{ require a: kernel.version >= 5 }}\n{chain}")
    assert bool(found) is doubling
    assert all(each.startswith("too-large: ") for each in found)


@pytest.mark.parametrize("pattern", ["2.10 ..< 2.5", "20000000000000000000", "[1, 2.10 ..< 2.5]"])
def test_a_let_may_be_sound_as_any_type(pattern: str) -> None:
    assert messages(f"let q = {pattern}\npolicy p {{ require a: node.capacity.memory in q }}") == []
