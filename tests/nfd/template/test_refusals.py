"""What is refused: functions without one result, functions that are not supported, and more work than is allowed."""

from __future__ import annotations

import pytest

from compatlang.nfd.template import Template, TemplateError, parse
from compatlang.nfd.template.functions import REFUSED
from compatlang.nfd.template.limits import NESTING, STEPS, TEMPLATE_BYTES, TEXT_BYTES


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_functions_are_refused_by_name(name: str) -> None:
    error = parse("x\n{{" + name + "}}")
    assert isinstance(error, TemplateError)
    assert f"the function `{name}` " in error.text
    assert error.refused
    assert (error.line, error.column) == (2, 2)


@pytest.mark.parametrize("name", ["env", "expandenv", "getHostByName"])
def test_what_nfd_removes_is_not_there(name: str) -> None:
    error = parse("{{" + name + ' "x"}}')
    assert isinstance(error, TemplateError)
    assert error.text == f'template: :1: function "{name}" not defined'
    assert not error.refused


@pytest.mark.parametrize("text", ["{{1i}}", "{{1+2i}}", "{{0i}}"])
def test_imaginary_numbers_are_refused(text: str) -> None:
    error = parse(text)
    assert isinstance(error, TemplateError)
    assert error.refused


def test_the_size_of_a_template_is_limited_as_in_nfd() -> None:
    assert isinstance(parse("é" * (TEMPLATE_BYTES // 2)), Template)
    error = parse("é" * (TEMPLATE_BYTES // 2) + "a")
    assert isinstance(error, TemplateError)
    assert error.text == "template exceeds maximum allowed size: 65537 bytes > 65536 limit"
    assert not error.refused


@pytest.mark.parametrize(
    "text",
    [
        "{{if 1}}" * (NESTING + 2),
        "{{if 1}}" * 8000,
        "{{" + "(" * (NESTING + 1) + "1" + ")" * (NESTING + 1) + "}}",
        "{{" + "(" * 30_000,
    ],
)
def test_deep_nesting_is_refused_when_parsed(text: str) -> None:
    error = parse(text)
    assert isinstance(error, TemplateError)
    assert error.refused


def test_a_long_chain_of_else_if_is_not_deep() -> None:
    template = parse("{{if 0}}" + "{{else if 0}}" * 4000 + "{{else}}x{{end}}")
    assert isinstance(template, Template)
    assert template.expand({}) == "x"


_BIG = '{{$x := repeat 1000000 "a"}}'
_CYCLE = '{{$x := dict}}{{$_ := set $x "a" $x}}'
_TREE = "{{$x := list}}{{range until 40}}{{$x = list $x $x}}{{end}}"


@pytest.mark.parametrize(
    "text",
    [
        "{{range until 100000}}{{range until 100000}}{{end}}{{end}}",
        "{{range 9223372036854775807}}{{end}}",
        '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}',
        '{{define "a"}}{{template "a"}}{{template "a"}}{{end}}{{template "a"}}',
        "".join(f'{{{{define "{i}"}}}}' + f'{{{{template "{i + 1}"}}}}' * 2 + "{{end}}" for i in range(60))
        + '{{define "60"}}{{end}}{{template "0"}}',
        "{{until 9223372036854775807}}",
        "{{untilStep -9223372036854775808 9223372036854775807 1}}",
        "{{seq 1 1000000000}}",
        '{{repeat 1000000000 "a"}}',
        '{{indent 1000000000 "a"}}',
        '{{wrapWith 1 (repeat 1000 "a") (repeat 10000 "a")}}',
        '{{printf "%1000000d%1000000d" 1 2}}',
        '{{$x := "aa"}}{{range until 100}}{{$x = print $x $x}}{{end}}',
        "{{$x := list 1}}{{range until 100}}{{$x = concat $x $x}}{{end}}",
        _BIG + '{{replace "a" $x $x}}',
        _BIG + '{{replace "" $x $x}}',
        _BIG + '{{regexReplaceAll "a" $x $x}}',
        _BIG + '{{len (regexFindAll "a*b|a" $x -1)}}',
        _BIG + "{{join $x (until 1000)}}",
        _BIG + "{{range until 90000}}{{$_ := upper $x}}{{end}}",
        _CYCLE + "{{$x}}",
        _CYCLE + "{{toJson $x}}",
        _CYCLE + "{{deepCopy $x}}",
        _CYCLE + "{{deepEqual $x $x}}",
        _TREE + "{{$x}}",
        _TREE + "{{len (deepCopy $x)}}",
        '{{fromJson (print (repeat 60 "[") (repeat 60 "]"))}}',
        "{{mulf" + " 1e300" * 100 + "}}",
        '{{keys (dict "a" 1 "b" 2)}}',
        '{{range values (dict "a" 1 "b" 2)}}{{end}}',
        '{{join "," (keys (dict "a" 1 "b" 2))}}',
        "{{slice (append (list 1 2) 3) 0 4}}",
        '{{regexFind "a" "\\xff"}}',
        '{{printf "%p" (list)}}',
    ],
)
def test_work_without_a_bound_is_refused(text: str) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    error = template.expand({})
    assert isinstance(error, TemplateError)
    assert error.refused
    assert error.line == 1


def test_the_limits_leave_room_for_real_templates() -> None:
    many = {"cpu": {"cpuid": [{"Name": f"FLAG{number}", "Value": "x" * 50} for number in range(2000)]}}
    template = parse('{{range .cpu.cpuid}}{{if hasPrefix "FLAG" .Name}}{{.Name | lower}}={{.Value}}\n{{end}}{{end}}')
    assert isinstance(template, Template)
    output = template.expand(many)
    assert isinstance(output, str)
    assert output.count("\n") == 2000
    assert len(output) < TEXT_BYTES < STEPS * 16
