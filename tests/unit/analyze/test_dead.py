"""What in a policy never decides, and because of what."""

from __future__ import annotations

import compatlang
from compatlang.analyze.answers import Proved, Witness
from compatlang.analyze.dead import Deadness, Finding, dead, dead_profiles, dead_requirements
from compatlang.analyze.policies import Compiled, Policy, policies


def policy(text: str) -> Policy:
    made = compatlang.compile(f"policy p {{\n{text}\n}}")
    assert not made.failed, made.diagnostics
    (found,) = policies(Compiled(made.program, made.selected, made.tags, made.ir))
    return found


def looked_at(text: str) -> Deadness:
    return dead(policy(text))


def test_a_policy_in_which_all_is_alive() -> None:
    found = looked_at('require kernel: kernel.version >= 5\nrequire avx: cpu.cpuid has "AVX2"')
    assert isinstance(found.satisfiable, Witness)
    assert (found.contradiction, found.findings) == ((), ())


def test_a_requirement_that_another_implies_names_it_alone() -> None:
    found = dead_requirements(
        policy('require old: kernel.version >= 5\nrequire new: kernel.version >= 6\nrequire avx: cpu.cpuid has "AVX2"')
    )
    assert found == (Finding("requirement", "old", "always", ("new",)),)


def test_a_requirement_that_is_always_yes_names_nothing() -> None:
    assert dead_requirements(policy("require all: cpu.model is reported or not cpu.model is reported")) == (
        Finding("requirement", "all", "always"),
    )


def test_what_may_be_unknown_is_no_truth() -> None:
    assert dead_requirements(policy("require all: kernel.version < 5 or not kernel.version < 5")) == ()


def test_of_a_policy_that_nothing_satisfies_the_contradiction_is_named() -> None:
    found = looked_at(
        'require low: kernel.version < 5\nrequire avx: cpu.cpuid has "AVX2"\nforbid low_too: kernel.version < 6'
    )
    assert isinstance(found.satisfiable, Proved)
    assert (found.contradiction, found.findings) == (("low", "low_too"), ())


def test_a_profile_that_contradicts_the_policy_is_never_chosen() -> None:
    found = dead_profiles(
        policy(
            "require new: kernel.version >= 6\nprofile old weight 1 { require x: kernel.version < 5 }\n"
            'profile avx weight 1 { require x: cpu.cpuid has "AVX2" }'
        )
    )
    assert found == (Finding("profile", "old", "never", ("new",)),)


def test_a_profile_that_a_heavier_one_always_goes_before_is_never_chosen() -> None:
    found = dead_profiles(
        policy(
            "profile narrow weight 1 { require x: kernel.version in 6.1.* }\n"
            "profile wide weight 2 { require x: kernel.version >= 6 }"
        )
    )
    assert found == (Finding("profile", "narrow", "never", ("wide",)),)


def test_a_profile_before_another_of_its_weight_is_chosen() -> None:
    text = (
        "profile narrow weight 1 { require x: kernel.version in 6.1.* }\n"
        "profile wide weight 1 { require x: kernel.version >= 6 }"
    )
    assert dead_profiles(policy(text)) == ()


def test_a_requirement_of_a_profile_that_the_policy_implies() -> None:
    found = dead_requirements(
        policy(
            "require new: kernel.version >= 6\n"
            'profile fast weight 1 { require k: kernel.version >= 5; require avx: cpu.cpuid has "AVX2" }\n'
            'profile slow weight 1 { require sse: cpu.cpuid has "SSE4" }'
        )
    )
    assert found == (Finding("requirement", "fast/k", "always", ("new",)),)


def test_past_its_budget_nothing_is_called_dead() -> None:
    found = dead(policy("require old: kernel.version >= 5\nrequire new: kernel.version >= 6"), steps=1)
    assert found.findings == ()
    assert not isinstance(found.satisfiable, Proved | Witness)
