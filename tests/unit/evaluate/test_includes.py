"""What an included policy brings in, and when two includes are one."""

from __future__ import annotations

import compatlang
from compatlang.snapshot import Section, Snapshot
from compatlang.typed.expand import Expansion, expand

BASE = "policy base(n: int = 1) { require enough: memory.numa.node_count >= n; prefer more weight 3: true }\n"
NODE = Snapshot("n", {"memory.numa": Section(attributes={"node_count": "1"}), "cpu.cpuid": Section(flags=frozenset())})


def _expanded(text: str, policy: str = "p") -> Expansion:
    made = compatlang.compile(BASE + text, name="t")
    assert not made.diagnostics, made.diagnostics
    return expand(made.program, f"t#{policy}", ())


def _names(text: str) -> list[str]:
    return [each.name for each in _expanded(text).statements]


def test_the_same_policy_with_the_same_arguments_is_one() -> None:
    assert _names("policy p { include base; include base }") == ["base/enough", "base/more"]
    assert _names("policy p { include base as a; include base as b; include base }") == ["a/enough", "a/more"]
    assert _names("policy p { include base(1) as a; include base(n: 1) as b }") == ["a/enough", "a/more"]


def test_different_arguments_make_it_two() -> None:
    names = _names("policy p { include base(1) as a; include base(2) as b }")
    assert names == ["a/enough", "a/more", "b/enough", "b/more"]


def test_it_is_one_however_it_is_reached() -> None:
    through = "policy q(m: int = 1) { include base(m); require x: true }\n"
    assert _names(through + "policy p { include q; include base }") == ["q/base/enough", "q/base/more", "q/x"]
    assert _names(through + "policy p { include base; include q }") == ["base/enough", "base/more", "q/x"]
    assert len(_names(through + "policy p { include base; include q(2) }")) == 5


def test_an_include_under_a_condition_does_not_stand_for_one_without() -> None:
    under, plain = 'when cpu.cpuid has "AVX2" { include base(2) as a }', "include base(2) as b"
    for body in (f"{under}; {plain}", f"{plain}; {under}"):
        report = compatlang.compile(f"{BASE}policy p {{ {body} }}").check(NODE)
        assert {each.policy: each.verdict for each in report.results}["p"] == "incompatible"
    same_name = compatlang.compile(BASE + 'policy p { when cpu.cpuid has "AVX2" { include base(2) }\ninclude base(2) }')
    assert [each.code for each in same_name.diagnostics] == ["duplicate-name"]


def test_the_same_include_under_the_same_condition_is_one() -> None:
    guard = 'when cpu.cpuid has "AVX2"'
    text = f"policy p {{ {guard} {{ include base as a }}\n{guard} {{ include base as b }} }}"
    assert _names(text) == ["a/enough", "a/more"]
    other = 'when cpu.cpuid has "AVX512F"'
    text = f"policy p {{ {guard} {{ include base as a }}\n{other} {{ include base as b }} }}"
    assert _names(text) == ["a/enough", "a/more", "b/enough", "b/more"]


def test_profiles_stay_a_group_of_their_own() -> None:
    text = """
policy q { profile a weight 1 { require x: true }; profile b weight 2 { include base } }
policy r { include q; profile c weight 1 { include base } }
policy p { include q; include r }"""
    groups = _expanded(text).groups
    assert [(each.owner, [profile.name for profile in each.profiles]) for each in groups] == [
        ("q", ["q/a", "q/b"]),
        ("r", ["r/c"]),
    ]
    assert [each.name for each in groups[0].profiles[1].statements] == ["q/b/base/enough", "q/b/base/more"]
