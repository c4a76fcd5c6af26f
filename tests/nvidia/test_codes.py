"""Every code is triggered by a case, at its place, and has a case beside it that does not trigger it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nvidia as codes
from compatlang.diagnostics.diagnostic import Code
from compatlang.nvidia import imported

CUDA = "NVIDIA_REQUIRE_CUDA"
LONG = "cuda>=1 " * (limits.REQUIREMENT_BYTES // 8)


class Case(NamedTuple):
    """A wrong value, what is said of it, of which characters, and the way out; and a right value beside it."""

    code: Code
    wrong: str
    message: str
    marked: str
    help: str
    right: str


_OPERATORS = "expected `=`, `!=`, `<`, `<=`, `>` or `>=`"
_KEYS = "expected `cuda`, `driver`, `arch` or `brand`"
_BLANKS = "there are no blanks around an operator: `cuda>=12.4`"

CASES = [
    Case(codes.KEY, "drivr>=470", f"`drivr` is no key, {_KEYS}", "drivr", "did you mean `driver`?", "driver>=470"),
    Case(codes.KEY, "gpu=1", f"`gpu` is no key, {_KEYS}", "gpu", "", "arch=1"),
    Case(codes.KEY, ">=470", f"there is no key before the operator, {_KEYS}", "", _BLANKS, "CUDA>=470"),
    Case(codes.OPERATOR, "cuda==12", f"`==` is no operator, {_OPERATORS}", "==", "write `=`", "cuda=12"),
    Case(codes.OPERATOR, "cuda=>12", f"`=>` is no operator, {_OPERATORS}", "=>", "write `>=`", "cuda>=12"),
    Case(
        codes.OPERATOR, "brand=a,cuda<>12", f"`<>` is no operator, {_OPERATORS}", "<>", "write `!=`", "brand=a,cuda!=12"
    ),
    Case(codes.OPERATOR, "cuda>>12", f"`>>` is no operator, {_OPERATORS}", ">>", "", "cuda>12"),
    Case(codes.OPERATOR, "cuda12", f"`cuda12` has no operator, {_OPERATORS}", "cuda12", _BLANKS, "cuda=12"),
    Case(
        *(
            codes.OPERATOR,
            "brand<tesla",
            "brands have no order, so `brand` cannot be compared with `<`, expected `=` or `!=`",
        ),
        *("<", "name the brands one by one", "brand!=tesla"),
    ),
    Case(
        codes.VALUE, "arch=8 cuda>=", "there is no value behind `>=`, expected a version", "", _BLANKS, "arch=8 cuda>=1"
    ),
    Case(codes.VALUE, "brand=,cuda>1", "there is no value behind `=`, expected a brand", "", _BLANKS, "brand=a,cuda>1"),
    Case(
        *(codes.VALUE, "brand=\udcff", "`\\udcff` is no text, since it has half of a surrogate pair"),
        *("\udcff", "", "brand=\U0001f600"),
    ),
    Case(
        *(codes.VERSION, "cuda>=v12", "`v12` is no version, expected numbers with dots between"),
        *("v12", "write `12`", "cuda>=12"),
    ),
    Case(
        *(codes.VERSION, "cuda>=12.x", "`12.x` is no version, expected numbers with dots between"),
        *("12.x", "", "cuda>=12.0"),
    ),
    Case(
        *(codes.VERSION, "cuda>=12.", "`12.` is no version, expected numbers with dots between"),
        *("12.", "", "brand=12."),
    ),
    Case(
        *(
            codes.VERSION,
            "cuda>=" + "1" * 19,
            "a version of the language has at most 256 characters, and 18 digits in a row",
        ),
        *("1" * 19, "", "cuda>=" + "1" * 18),
    ),
    Case(
        codes.EMPTY,
        "cuda>=1 ,, arch=8",
        "there is no comparison between these blanks",
        ",,",
        "remove the `,,`",
        "cuda>=1,,arch=8",
    ),
    Case(codes.LIMIT, f"{LONG} ", "`NVIDIA_REQUIRE_CUDA` has more than 65536 bytes", "", "", LONG),
    Case(
        *(codes.LIMIT, "brand=" + "\x01" * 10923, "a string of the language has at most 65536 bytes"),
        *("\x01" * 10923, "", "brand=" + "\x01" * 10922),
    ),
    Case(
        codes.NOTHING,
        "",
        "no NVIDIA_REQUIRE_* variable asks for anything, so there is nothing to import",
        "",
        "",
        "arch=8",
    ),
    Case(
        *(codes.LONE_BANG, "brand!tesla", "`!` is no operator, and NVIDIA's runtime happens to take it for `!=`"),
        *("!", "write `!=`", "brand!=tesla"),
    ),
    *(
        Case(codes.NEVER, wrong, "no GPU meets all of this, so it is left out", wrong, "", right)
        for wrong, right in [
            ("driver>=471,driver<470", "driver>=470,driver<471"),
            ("driver>=470,driver<470", "driver>=470,driver<=470"),
            ("cuda=12,cuda!=12.0", "cuda=12,cuda!=12.1"),
            ("cuda>12,cuda<=12", "cuda>=12,cuda<=12"),
            ("brand=tesla,brand=grid", "brand=tesla,brand=Tesla"),
            ("brand=tesla,brand!=TESLA", "brand=tesla,brand!=grid"),
        ]
    ),
]


def found(environment: Mapping[str, str]) -> list[Diagnostic]:
    made = imported(environment)
    assert bool(made.text) != any(each.severity == "error" for each in made.diagnostics)
    return list(made.diagnostics)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code.name}:{case.wrong[:24]!a}")
def test_a_value_is_wrong_and_another_right(case: Case) -> None:
    [one] = found({CUDA: case.wrong})
    assert (one.code, one.severity, one.message, one.help) == (
        case.code.name,
        case.code.severity,
        case.message,
        case.help,
    )
    assert (one.span.file, case.wrong[one.span.start : one.span.end]) == (CUDA, case.marked)
    assert found({CUDA: case.right}) == []


OTHERS: list[tuple[Code, dict[str, str], str, dict[str, str]]] = [
    (
        codes.NOT_CHECKED,
        {CUDA: "cuda>=12", "NVIDIA_REQUIRE_JETPACK": "any"},
        "`NVIDIA_REQUIRE_JETPACK` is left out, as NVIDIA's runtime leaves it out",
        {CUDA: "cuda>=12", "NVIDIA_REQUIRE_JET": "arch>=8"},
    ),
    (
        codes.NOT_CHECKED,
        {CUDA: "cuda>=12", "NVIDIA_DISABLE_REQUIRE": "T"},
        "`NVIDIA_DISABLE_REQUIRE` is true, so NVIDIA's runtime checks no requirement",
        {CUDA: "cuda>=12", "NVIDIA_DISABLE_REQUIRE": "F"},
    ),
    (
        codes.NOT_CHECKED,
        {CUDA: "cuda>=12", "NVIDIA_DISABLE_REQUIRE": "yes"},
        "`yes` is neither true nor false, so all requirements are checked",
        {CUDA: "cuda>=12", "NVIDIA_DISABLE_REQUIRE": ""},
    ),
    (
        codes.VERSION,
        {"CUDA_VERSION": "latest"},
        "`latest` is no version, expected one such as `12.4.1`",
        {"CUDA_VERSION": "12"},
    ),
    (
        codes.LIMIT,
        {f"NVIDIA_REQUIRE_{number}": "brand=" + "a" * 65000 for number in range(9)},
        "the policy would have more than 1048576 bytes, which no policy file may have",
        {f"NVIDIA_REQUIRE_{number}": "brand=" + "a" * 65000 for number in range(7)},
    ),
]


@pytest.mark.parametrize(("code", "wrong", "message", "right"), OTHERS)
def test_an_environment_is_wrong_and_another_right(
    code: Code, wrong: dict[str, str], message: str, right: dict[str, str]
) -> None:
    assert [(each.code, each.severity, each.message) for each in found(wrong)] == [(code.name, code.severity, message)]
    assert found(right) == []


def test_every_code_has_a_case() -> None:
    declared = {each.name for each in vars(codes).values() if isinstance(each, Code)}
    assert {*(case.code.name for case in CASES), *(code.name for code, *_ in OTHERS)} == declared


def test_one_reading_finds_every_mistake() -> None:
    value = "cuda == 12 brnad=tesla,driver>=v470 , arch>="
    assert [each.code for each in found({CUDA: value, "NVIDIA_REQUIRE_ARCH": "arch>=8.x"})] == [
        *("nvidia-operator", "nvidia-key", "nvidia-operator", "nvidia-value", "nvidia-operator"),
        *("nvidia-key", "nvidia-version", "nvidia-empty", "nvidia-value", "nvidia-version"),
    ]
