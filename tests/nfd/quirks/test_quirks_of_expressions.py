"""Quirks of one expression about one element: what is compared, and what is an error only on some nodes."""

from __future__ import annotations

import pytest

from compatlang.integrations.host import kernel
from tests.nfd.quirks.asking import (
    ABSENT,
    FLAG,
    a_set,
    asked,
    attributes,
    both,
    codes,
    flags,
    image,
    judged,
    on_node,
    one,
    op,
    refused,
    rule,
    term,
    text,
    validated,
    verdict,
    verdicts,
)
from tests.oracle.oracle import Oracle

DOMAIN = "domain d.f: attributes { text: string; number: int; version: version; on: bool }"
EMPTY = attributes("d.f")


def test_quirk_01_not_in_and_is_false_do_not_hold_of_what_is_missing(oracle: Oracle) -> None:
    for expression in (op("NotIn", "a"), op("IsFalse")):
        assert asked(oracle, one(expression, ABSENT)) == both(False)
        assert asked(oracle, one(expression, FLAG)) == both(False)
    assert asked(oracle, one(op("NotIn", "a"), text("b"))) == both(True)
    assert verdict('d.f.text not in ["a"]', EMPTY, DOMAIN) == "compatible"
    assert verdict('d.f.text not in ["a"]', {}, DOMAIN) == "unknown"
    assert verdict("d.f.on == false", EMPTY, DOMAIN) == "incompatible"
    assert verdict("not d.f.on", EMPTY, DOMAIN) == "compatible"


NO_VALUE = "invalid expression, 'value' field must be non-empty for Op \"In\""
NO_PATTERN = "invalid expressiom, 'value' field must only contain valid regexps for Op \"InRegexp\" (have [(])"
NO_TYPE = 'invalid expression, \'type\' field only accepts "version" value for Op "Gt" (have "number")'
A_VALUE = "invalid expression, 'value' field must be empty for Op \"Exists\" (have [a])"


def test_quirk_02_most_expressions_are_checked_only_where_there_is_a_value(oracle: Oracle) -> None:
    for expression, error, code in (
        (op("In"), NO_VALUE, "nfd-values"),
        (op("InRegexp", "("), NO_PATTERN, "nfd-pattern"),
        (op("Gt", "1", type="number"), NO_TYPE, "nfd-type"),
    ):
        assert asked(oracle, one(expression, ABSENT)) == both(False)
        assert asked(oracle, one(expression, FLAG)) == both(False)
        assert asked(oracle, one(expression, text("1"))) == both(error)
        assert codes(image(a_set(rule(term("kernel.version", {"major": expression}))))) == {code}
    assert asked(oracle, one(op("Exists", "a"), ABSENT)) == both(A_VALUE)
    assert refused('d.f.text matches "("', DOMAIN) == {"bad-regex"}
    assert refused('d.f.number > "x"', DOMAIN) == {"type-mismatch"}


def test_quirk_04_an_expression_without_an_operator_always_holds(oracle: Oracle) -> None:
    for element in (ABSENT, FLAG, text("a")):
        assert asked(oracle, one(op(""), element)) == both(True)
        assert asked(oracle, one({}, element)) == both(True)
    asking = rule(term("kernel.version", {"major": op("")}))
    assert asked(oracle, on_node(asking, attributes("kernel.version"))) == both(True)
    assert asked(oracle, on_node(asking, {})) == both(False)
    assert codes(image(a_set(asking))) == {"nfd-always-true"}
    assert refused("d.f.text", DOMAIN) == {"not-a-condition"}


@pytest.mark.parametrize(
    "expression",
    [
        op("In", "", "a", "true"),
        op("NotIn", "b"),
        op("InRegexp", ""),
        op("Gt", "0"),
        op("GeLe", "0", "9", type="version"),
        op("IsTrue"),
        op("IsFalse"),
    ],
    ids=lambda each: str(each["op"]),
)
def test_quirk_05_flags_have_no_value_that_could_match(oracle: Oracle, expression: dict[str, object]) -> None:
    asking = rule(term("cpu.cpuid", {"AVX": expression}))
    assert asked(oracle, on_node(asking, flags("cpu.cpuid", "AVX"))) == both(False)
    assert codes(image(a_set(asking))) == {"nfd-never"}
    assert refused('cpu.cpuid.AVX not in ["b"]') == {"not-a-value"}


def test_quirk_10_bounds_that_are_equal_or_reversed_are_an_error_of_integers_only(oracle: Oracle) -> None:
    for name in ("GeLe", "GtLt"):
        for low, high in (("5", "5"), ("6", "5")):
            error = f'invalid expression, value[0] must be less than Value[1] for Op "{name}" (have [{low} {high}])'
            assert asked(oracle, one(op(name, low, high), text("5"))) == both(error)
    assert asked(oracle, one(op("GeLe", "5", "5", type="version"), text("5"))) == both(True)
    assert asked(oracle, one(op("GeLe", "6", "5", type="version"), text("5"))) == both(False)
    for expression, code in (
        (op("GeLe", "5", "5"), "nfd-bounds"),
        (op("GeLe", "6", "5", type="version"), "nfd-never"),
        (op("GtLt", "5", "5", type="version"), "nfd-never"),
    ):
        assert codes(image(a_set(rule(term("kernel.version", {"major": expression}))))) == {code}
    assert verdict("d.f.number in 5 .. 5", attributes("d.f", {"number": "5"}), DOMAIN) == "compatible"
    assert refused("d.f.version in 6 .. 5", DOMAIN) == {"empty-range"}


ENTERPRISE = "5.14.0-503.11.1.el9_5.x86_64"


def test_quirk_12_a_kernel_with_an_underscore_is_an_error_that_ends_the_whole_run(oracle: Oracle) -> None:
    newer = op("Ge", "5.14", type="version")
    kernel_ = attributes("kernel.version", {"full": ENTERPRISE})
    assert asked(oracle, one(newer, text(ENTERPRISE))) == both(f'not a version "{ENTERPRISE}"')
    holding = a_set(rule(term("kernel.version")))
    several = image(a_set(rule(term("kernel.version", {"full": newer}))), holding)
    assert asked(oracle, validated(image(holding), kernel_), verdicts) == both([[True]])
    assert asked(oracle, validated(several, kernel_), verdicts) == both(f'not a version "{ENTERPRISE}"')
    assert judged(several, kernel_) == "error"
    assert verdict("kernel.version >= 5.14", kernel_) == "compatible"


def test_quirk_13_a_pre_release_is_its_release_and_other_versions_are_errors(oracle: Oracle) -> None:
    newer = op("Ge", "6.8", type="version")
    assert asked(oracle, one(newer, text("6.8.0-rc1"))) == both(True)
    for wrong in ("5.4.0-042", "550.54.14.1", "6.8.0-49_generic"):
        assert asked(oracle, one(newer, text(wrong))) == both(f'not a version "{wrong}"')
    for value, expected in (
        ("6.8.0-rc1", "incompatible"),
        ("5.4.0-042", "incompatible"),
        ("550.54.14.1", "compatible"),
    ):
        assert verdict("d.f.version >= 6.8", attributes("d.f", {"version": value}), DOMAIN) == expected


def test_quirk_14_the_revision_of_a_kernel_of_two_numbers_is_empty_and_no_number(oracle: Oracle) -> None:
    read = kernel.version("6.8-generic")
    assert read == {"full": "6.8-generic", "major": "6", "minor": "8", "revision": ""}
    assert asked(oracle, one(op("Gt", "3"), text(read["revision"]))) == both('not a number ""')
    assert asked(oracle, one(op("Gt", "3"), ABSENT)) == both(False)
    assert verdict("kernel.version.revision > 3", attributes("kernel.version", read)) == "unknown"
    assert verdict("kernel.version >= 6.8", attributes("kernel.version", read)) == "compatible"


def test_quirk_38_an_expression_about_names_fails_on_the_first_name_that_is_no_number(oracle: Oracle) -> None:
    def named(expression: dict[str, object]) -> dict[str, object]:
        return on_node(rule(term("d.f", name=expression)), attributes("d.f", {"7": "", "eight": ""}))

    assert asked(oracle, named(op("Gt", "5"))) == both('not a number "eight"')
    assert asked(oracle, named(op("In", "7", type="no type"))) == both(True)
    assert codes(image(a_set(rule(term("local.label", name=op("In", "7", type="version")))))) == {"nfd-unused-type"}
