"""How the policy reads: what is said in one, what real strings become, and that nothing is too long for it."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from compatlang import compile as compile_policies
from compatlang import limits
from compatlang.loader import MemoryLoader
from compatlang.nvidia import assignment, imported
from compatlang.nvidia.policy import BRANDS
from tests.nvidia.nodes import compiled, decided, published
from tests.nvidia.runtime import holds

FACTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "nvidia" / "require_cuda_examples.yaml"

MOST_ESCAPES = (limits.STRING_BYTES - 2) // len("\\u0001")


def requirement(value: str) -> str:
    """The condition of the requirement that a value becomes, on one line."""
    text = imported({"NVIDIA_REQUIRE_CUDA": value}).text
    compiled(text)
    found = re.search(r"require cuda(?:: )?(.*?)\n    because", text, re.DOTALL)
    assert found is not None
    return " ".join(found[1].split())


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        ("cuda>=12.4", "nvidia.cuda >= 12.4"),
        ("driver>=470,driver<471", "nvidia.driver in 470.*"),
        ("driver>=470,driver<472", "nvidia.driver in 470 ..< 472"),
        ("driver<=470.82,driver>=470.57", "nvidia.driver in 470.57 .. 470.82"),
        ("driver>470,driver<480", "{ nvidia.driver > 470 nvidia.driver < 480 }"),
        ("arch=8.0 arch=9.0", "nvidia.arch in [8.0, 9.0]"),
        ("arch!=8.0,arch!=9.0", "nvidia.arch not in [8.0, 9.0]"),
        ("cuda>=12 cuda>=12", "nvidia.cuda >= 12"),
        ("cuda>=12 driver>=500,driver<400", "nvidia.cuda >= 12"),
        ("Brand=Tesla brand=tesla", 'nvidia.brand == "tesla"'),
        ("brand=470.*", 'nvidia.brand == "470.*"'),
        ("brand!=geforce,cuda>1", '{ nvidia.cuda > 1 nvidia.brand != "geforce" }'),
        (
            "driver>=1,driver<2,brand=a driver>=1,driver<2,brand=b",
            '{ nvidia.driver in 1.* nvidia.brand in ["a", "b"] }',
        ),
        (
            "driver>=1,driver<2,brand=a driver>=3,driver<4,brand=a",
            '{ nvidia.driver in [1.*, 3.*] nvidia.brand == "a" }',
        ),
        (
            "driver=1,brand=a driver=2,brand=a driver=2,brand=b",
            'any of { nvidia.driver == 1 and nvidia.brand == "a" nvidia.driver == 2 and nvidia.brand in ["a", "b"] }',
        ),
        (
            "driver=1,brand!=a driver=2,brand!=b",
            'any of { nvidia.driver == 1 and nvidia.brand != "a" nvidia.driver == 2 and nvidia.brand != "b" }',
        ),
    ],
)
def test_a_requirement_reads_so(value: str, condition: str) -> None:
    assert requirement(value) == condition


def rows() -> list[dict[str, Any]]:
    """Real strings that are known as a whole."""
    if not FACTS.is_file():
        pytest.skip("the facts about NVIDIA's images are not beside this checkout")
    return [each for each in yaml.safe_load(FACTS.read_text(encoding="utf-8"))["rows"] if not each.get("truncated")]


def test_real_strings_become_two_alternatives_at_most_and_decide_alike() -> None:
    for row in rows():
        value = row["value"]
        made = imported({"NVIDIA_REQUIRE_CUDA": value})
        assert made.diagnostics == ()
        assert made.text.count("nvidia.cuda >= ") == 1
        assert made.text.count("nvidia.driver in ") == ("driver" in value)
        drivers = {
            f"{branch}{rest}" for branch in re.findall(r"driver[<>]=?([0-9]+)", value) for rest in ("", ".82.01")
        }
        for cuda, driver, brand in product(
            (row["cuda"], "8.0"), sorted(drivers) or ["470"], ("tesla", "cloudgaming", "geforce")
        ):
            device = {"cuda": cuda, "driver": driver, "brand": brand}
            assert (decided(made.text, published(device)).verdict == "compatible") == holds(value, device)


def test_the_brands_of_real_strings_are_told_of() -> None:
    strings = [row["value"] for row in rows()]
    named = [set(re.findall(r"brand=([a-z]+)", each)) for each in strings]
    assert set(BRANDS) in named
    for value, brands in zip(strings, named, strict=True):
        assert ("# These are all brands" in imported({"NVIDIA_REQUIRE_CUDA": value}).text) == (brands == set(BRANDS))


def test_it_has_no_features_of_its_own_and_stands_beside_what_reads_those_of_the_library() -> None:
    text = imported({"NVIDIA_REQUIRE_CUDA": "cuda>=12 arch>=8"}).text
    assert re.findall(r"^(?:import|feature) .*", text, re.MULTILINE) == ["import nvidia"]
    beside = MemoryLoader({"image.compat": text})
    imports = 'import nvidia\nimport "./image.compat" as image\n'
    both = "policy all { include image.nvidia_require; require two: nvidia.gpus(2) }"
    assert compile_policies(imports + both, loader=beside).diagnostics == ()


def test_where_nothing_is_asked_nothing_is_imported() -> None:
    text = imported({"NVIDIA_REQUIRE_CUDA": "cuda>=12", "NVIDIA_DISABLE_REQUIRE": "true"}).text
    assert "\nimport " not in text


def test_a_policy_that_is_called_like_the_module_gets_another_name() -> None:
    text = imported({"NVIDIA_REQUIRE_CUDA": "cuda>=12"}, name="nvidia").text
    assert [each.name for each in compiled(text).program.policies.values()] == ["nvidia_2"]


def test_it_tells_of_brands_where_it_asks_for_one() -> None:
    assert "# - Brands" not in imported({"NVIDIA_REQUIRE_CUDA": "cuda>=12 arch>=8"}).text
    assert "# - Brands" in imported({"NVIDIA_REQUIRE_CUDA": "brand=tesla"}).text


def test_a_driver_is_the_best_help_where_it_is_enough() -> None:
    assert 'fix "install NVIDIA driver 535 or newer"' in imported({"NVIDIA_REQUIRE_X": "brand=tesla driver>=535"}).text
    assert 'fix "use a node with a GPU of brand tesla"' in imported({"NVIDIA_REQUIRE_X": "brand=tesla"}).text
    text = imported({"NVIDIA_REQUIRE_X": "cuda>=12,driver>=535,arch>=8"}).text
    assert "NVIDIA driver 535 or newer whose CUDA is 12 or newer on a GPU of compute capability 8 or higher" in text


def test_what_no_gpu_meets_is_met_by_none() -> None:
    made = imported({"NVIDIA_REQUIRE_CUDA": "cuda>12,cuda<11"})
    assert decided(made.text, published({"cuda": "11.5"})).verdict == "incompatible"


@pytest.mark.parametrize(
    "environment",
    [
        {"NVIDIA_REQUIRE_CUDA": "brand=" + "a" * (limits.REQUIREMENT_BYTES - 6)},
        {"NVIDIA_REQUIRE_CUDA": "brand=" + "\x01" * MOST_ESCAPES},
        {"NVIDIA_REQUIRE_CUDA": "brand=" + "é" * (limits.REQUIREMENT_BYTES // 2 - 3)},
        {"NVIDIA_REQUIRE_" + "A" * limits.STRING_BYTES: "cuda>=12"},
        {"NVIDIA_REQUIRE_CUDA": "cuda>=" + "1." * 127 + "1"},
        {"NVIDIA_REQUIRE_CUDA": " ".join(f"cuda={number}" for number in range(6500))},
        {"NVIDIA_REQUIRE_CUDA": " ".join(f"cuda!={number}" for number in range(6000))},
        {"NVIDIA_REQUIRE_CUDA": ",".join(f"brand!={number}" for number in range(5000))},
    ],
    ids=lambda environment: f"{min(environment)[:20]}={max(environment.values())[:12]!a}",
)
def test_the_largest_values_compile(environment: dict[str, str]) -> None:
    made = imported(environment)
    assert made.text, made.diagnostics
    compiled(made.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NVIDIA_REQUIRE_ARCH=arch>=8.0", ("NVIDIA_REQUIRE_ARCH", "arch>=8.0")),
        ("PATH=/bin", ("PATH", "/bin")),
        ("CUDA_VERSION=", ("CUDA_VERSION", "")),
        ("cuda>=12.4 brand=tesla", ("NVIDIA_REQUIRE_CUDA", "cuda>=12.4 brand=tesla")),
        ("brnad=tesla", ("NVIDIA_REQUIRE_CUDA", "brnad=tesla")),
        ("CUDA=12.4", ("NVIDIA_REQUIRE_CUDA", "CUDA=12.4")),
        ("driver!470", ("NVIDIA_REQUIRE_CUDA", "driver!470")),
        ("registry.example/cuda:12.6@sha256:00", None),
        ("cuda", None),
        ("", None),
    ],
)
def test_a_variable_or_a_requirement_alone(text: str, expected: tuple[str, str] | None) -> None:
    assert assignment(text) == expected
