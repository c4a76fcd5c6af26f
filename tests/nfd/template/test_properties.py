"""Whatever a template says, there is an answer: an output within its limit, or an error with a place."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from compatlang.nfd.template import Template, TemplateError, expand_map, parse
from compatlang.nfd.template.functions import FUNCTIONS, NAMES
from compatlang.nfd.template.limits import TEXT_BYTES
from tests.nfd.template.features import FEATURES
from tests.strategies import examples

_PIECES = st.sampled_from([
    *("{{", "}}", "{{- ", " -}}", "(", ")", "|", " ", "\n", ".", "$", "$x", ":=", "=", ",", '"', "`", "'", "\\", "/*", "*/"),
    *("{{if ", "{{else}}", "{{end}}", "{{range ", "{{with ", "{{define ", "{{template ", "{{block ", "{{break}}", "nil"),
    *("{{else if ", "{{continue}}", "true", "1", "-1.5e3", "0x1p-2", "1i", '"a"', "'b'", "é", "\ud800", "\x00", "9" * 30),
    *sorted(NAMES),
])  # fmt: skip
_ARGUMENTS = st.sampled_from([
    *('""', '"a,b"', '"\\xff"', '"["', '"1.2.3"', '"%[3]*.[2]*[1]f"', "0", "-1", "7", "1e300", "-0.0", "1.5", "true", "nil"),
    *(".", ".cpu", ".cpu.cpuid", "(list 1 nil (list))", '(dict "a" (dict "b" 1))', "(until 3)", '(semver "1.2")', "$"),
    *('(splitList "," "b,a")', '(int64 9)', '(index "a" 0)', "(list)", "9223372036854775807", "-9223372036854775808"),
])  # fmt: skip


@st.composite
def _calls(draw: st.DrawFn) -> str:
    """A call of any function with any arguments, most of them of the wrong type."""
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    wanted = len(FUNCTIONS[name].takes)
    arguments = draw(st.lists(_ARGUMENTS, min_size=wanted, max_size=wanted + 2))
    return "{{" + " ".join([name, *arguments]) + "}}"


def _check(text: str) -> None:
    template = parse(text)
    if isinstance(template, Template):
        output = template.expand(FEATURES)
        if isinstance(output, str):
            assert len(output) <= TEXT_BYTES
            output.encode()
        entries = expand_map(template, FEATURES)
        assert template.expand(FEATURES) == output
        for error in (output, entries):
            if isinstance(error, TemplateError):
                _check_error(error)
    else:
        _check_error(template)


def _check_error(error: TemplateError) -> None:
    assert error.text
    assert error.line >= 0
    assert error.column >= 0
    error.text.encode()


@given(st.text(max_size=200))
@example("{{")
@example("{{\ud800}}")
@examples(300)
def test_any_text_has_an_answer(text: str) -> None:
    _check(text)
    _check("{{" + text + "}}")


@given(st.lists(_PIECES, max_size=25).map("".join))
@examples(500)
def test_any_pieces_of_templates_have_an_answer(text: str) -> None:
    _check(text)


@given(_calls())
@examples(1000)
def test_any_call_has_an_answer(text: str) -> None:
    _check(text)


@given(st.text(max_size=100).filter(lambda text: "{{" not in text))
@examples(100)
def test_text_outside_of_actions_stays(text: str) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    expected = "".join("\ufffd" * 3 if "\ud800" <= each <= "\udfff" else each for each in text)
    assert template.expand({}) == expected
