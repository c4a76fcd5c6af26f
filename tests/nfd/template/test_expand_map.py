"""From the output of a template to labels; what is expected is what NFD v0.19 gave."""

from __future__ import annotations

import pytest

from compatlang.nfd.template import Template, TemplateError, expand_map, parse
from tests.nfd.template.features import FEATURES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("\n \t\n", {}),
        ("a=1", {"a": "1"}),
        ("a=1\na=2", {"a": "2"}),
        (" a = b = c ", {"a ": " b = c"}),
        ("=", {"": ""}),
        ("==x", {"": "=x"}),
        ("\u00a0a=1\u3000\r", {"a": "1"}),
        ("\x1ca=1\x1c", {"\x1ca": "1\x1c"}),
        ("{{range .cpu.cpuid}}{{.Name}}=true\n{{end}}", {"AVX": "true", "SSE4": "true"}),
        ("{{range .pci.device}}pci-{{.class}}.{{.vendor}}=\n{{end}}", {"pci-0300.8086": "", "pci-0200.15b3": ""}),
        ('x={{"\\xff"}}', {"x": "\ufffd"}),
    ],
)
def test_lines_become_labels(text: str, expected: dict[str, str]) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    assert expand_map(template, FEATURES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "missing value in expanded template line \"a\", (format must be '<key>=<value>')"),
        ("a=1\n b\t", "missing value in expanded template line \"b\", (format must be '<key>=<value>')"),
        ('{{"\\xff"}}"', 'missing value in expanded template line "\\xff\\"", (format must be \'<key>=<value>\')'),
        ("{{.x}}", 'template: :1:2: executing "" at <.x>: map has no entry for key "x"'),
    ],
)
def test_errors(text: str, expected: str) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    error = expand_map(template, FEATURES)
    assert isinstance(error, TemplateError)
    assert error.text == expected
    assert not error.refused


def test_the_place_of_an_error_counts_bytes() -> None:
    template = parse("x\né {{.nope}}")
    assert isinstance(template, Template)
    error = template.expand({})
    assert isinstance(error, TemplateError)
    assert (error.line, error.column) == (2, 5)


def test_the_names_of_the_functions_that_are_used() -> None:
    template = parse('{{define "a"}}{{upper "x"}}{{end}}{{if and 1 (len "a")}}{{end}}')
    assert isinstance(template, Template)
    assert template.functions == ("and", "len", "upper")
