"""An imported policy decides as NVIDIA's evaluator does, and where it cannot know, it says so.

`runtime` is that evaluator; everything else here is random.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang.nvidia import imported
from tests.nvidia import strategies
from tests.nvidia.nodes import compiled, decided, nodes, published
from tests.nvidia.runtime import Device, allows, holds
from tests.strategies import examples

KEYS = ("cuda", "driver", "arch", "brand")
VERDICTS = {True: "compatible", False: "incompatible"}


@examples(300)
@given(st.data(), strategies.environments(), st.lists(strategies.devices(), min_size=1, max_size=4))
def test_it_decides_as_the_runtime_where_all_is_known(
    data: Any, environment: dict[str, str], devices: list[Device]
) -> None:
    made = imported(environment)
    assert [each.message for each in made.diagnostics if each.severity == "error"] == _nothing(environment)
    for device in devices:
        expected = allows(environment, device)
        assert made.text or expected, "what asks for nothing is met"
        if made.text:
            assert decided(made.text, data.draw(nodes(device))).verdict == VERDICTS[expected]


def _nothing(environment: dict[str, str]) -> list[str]:
    """The one error that an environment has which asks for nothing."""
    asks = any(
        name in environment
        for name in ("CUDA_VERSION", *map("NVIDIA_REQUIRE_{}".format, ("CUDA", "DRIVER", "A_B", "")))
    )
    return [] if asks else ["no NVIDIA_REQUIRE_* variable asks for anything, so there is nothing to import"]


@examples(200)
@given(st.data(), strategies.values, strategies.devices(), st.sets(st.sampled_from(KEYS)))
def test_what_it_does_not_know_never_turns_out_otherwise(
    data: Any, value: str, device: Device, hidden: set[str]
) -> None:
    """Whatever a node keeps to itself, its verdict is the one that it has with everything known, or *unknown*."""
    text = imported({"NVIDIA_REQUIRE_CUDA": value}).text
    verdict = decided(text, data.draw(nodes(device, hidden))).verdict
    assert verdict in ("unknown", VERDICTS[holds(value, device)])


def test_random_requirements_are_met_and_refused() -> None:
    counts: Counter[bool] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(strategies.values, strategies.devices())
    def count(value: str, device: Device) -> None:
        counts[holds(value, device)] += 1

    count()
    assert min(counts[True], counts[False]) * 5 > sum(counts.values()), counts


@pytest.mark.parametrize("key", strategies.ORDERED)
@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_every_operator_on_every_pair_of_versions(key: str, operator: str) -> None:
    for wanted in strategies.VERSIONS:
        value = f"{key}{operator}{wanted}"
        text = imported({"NVIDIA_REQUIRE_CUDA": value}).text
        for known in strategies.VERSIONS:
            expected = VERDICTS[holds(value, {key: known})]
            assert decided(text, published({key: known})).verdict == expected, (value, known)


@pytest.mark.parametrize(
    "bounds", ["driver>={},driver<{}", "driver>={},driver<={}", "driver>{},driver<={}", "driver<{},driver>={}"]
)
def test_two_bounds_of_every_pair_of_versions(bounds: str) -> None:
    for low in strategies.VERSIONS:
        for high in strategies.VERSIONS:
            value = bounds.format(low, high)
            text = imported({"NVIDIA_REQUIRE_CUDA": value}).text
            for known in strategies.VERSIONS:
                expected = VERDICTS[holds(value, {"driver": known})]
                assert decided(text, published({"driver": known})).verdict == expected, (value, known)


@pytest.mark.parametrize("operator", ["=", "!="])
@pytest.mark.parametrize("wanted", ["tesla", "Tesla", "TESLA", "teslA", "grid", "é", "É"])
def test_ascii_letters_of_a_brand_have_no_case(operator: str, wanted: str) -> None:
    value = f"Brand{operator}{wanted}"
    text = imported({"NVIDIA_REQUIRE_CUDA": value}).text
    for known in ("tesla", "grid", "é", "É"):
        assert decided(text, published({"brand": known})).verdict == VERDICTS[holds(value, {"brand": known})]


FORWARD = "cuda>=12.6 brand=tesla,driver>=535,driver<536 brand=grid,driver>=535,driver<536"


@pytest.mark.parametrize(
    ("cuda", "driver", "brand", "verdict"),
    [
        ("12.8", "570.86.15", None, "compatible"),
        ("12.2", "535.104.05", None, "unknown"),
        ("12.2", "535.104.05", "tesla", "compatible"),
        ("12.2", "535.104.05", "geforce", "incompatible"),
        ("12.0", "525.60.13", None, "incompatible"),
        (None, "535.104.05", "tesla", "compatible"),
        (None, "525.60.13", "tesla", "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_a_brand_matters_only_where_the_driver_is_of_the_branch(
    cuda: str | None, driver: str | None, brand: str | None, verdict: str
) -> None:
    known = {"cuda": cuda, "driver": driver, "brand": brand}
    node = published({key: text for key, text in known.items() if text is not None})
    assert decided(imported({"NVIDIA_REQUIRE_CUDA": FORWARD}).text, node).verdict == verdict


@examples(300)
@given(
    st.dictionaries(
        st.sampled_from(("NVIDIA_REQUIRE_CUDA", "NVIDIA_REQUIRE_\n#", "CUDA_VERSION", "NVIDIA_DISABLE_REQUIRE")),
        strategies.odd_values,
        max_size=3,
    ),
    st.text(max_size=8),
    st.text(max_size=8),
)
def test_whatever_it_says_it_compiles_or_is_refused_at_a_place(
    environment: dict[str, str], origin: str, name: str
) -> None:
    made = imported(environment, origin, name)
    assert bool(made.text) != any(each.severity == "error" for each in made.diagnostics)
    for each in made.diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(environment.get(each.span.file, ""))
    if made.text:
        compiled(made.text)
