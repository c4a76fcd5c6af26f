"""The language of templates: actions, pipelines, variables, blocks.

What is expected is what Go 1.26 gave with the template package of NFD v0.19 for the same template and data.
"""

from __future__ import annotations

import pytest

from compatlang.nfd.template import Template, TemplateError, parse
from tests.nfd.template.features import FEATURES

OUTPUTS = [
    ("plain", "plain"),
    ("{{.cpu.cpuid}}", "[map[Name:AVX] map[Name:SSE4]]"),
    ("{{range $i,$e := .pci.device}}{{$i}}:{{$e.vendor}} {{end}}", "0:8086 1:15b3 "),
    ("{{range $k,$v := .pci}}{{$k}}{{len $v}}{{end}}", "device2"),
    ("{{range $v := .cpu.empty}}x{{else}}none{{end}}", "none"),
    ("{{range .cpu.nil}}x{{else}}none{{end}}", "none"),
    ("{{range 3}}{{.}}{{end}}", "012"),
    ("{{range $i := 3}}{{$i}}{{end}}", "012"),
    ('{{range list 1 nil "x" 2.5}}[{{.}}]{{end}}', "[1][<no value>][x][2.5]"),
    ("{{range .cpu}}{{break}}{{end}}ok", "ok"),
    ("{{if 1}}a{{else if 2}}b{{else}}c{{end}}", "a"),
    ('{{if 0}}a{{else if 0}}b{{else if ""}}q{{else}}c{{end}}', "c"),
    ("{{with 0}}a{{else with 5}}b{{.}}{{else}}c{{end}}", "b5"),
    ("{{$x := 3}}{{$x = 4}}{{$x}}", "4"),
    ("{{if 1}}{{$x := 1}}{{else}}{{$x}}{{end}}", ""),
    ('{{"abc"}}', "abc"),
    ("{{'a'}}", "97"),
    ("{{1}} {{0x1f}} {{0b11}} {{017}} {{0o17}} {{1_000}} {{-5}} {{+5}}", "1 31 3 15 15 1000 -5 5"),
    (
        "{{1.5}} {{1e3}} {{1e100}} {{.5}} {{1.}} {{0x1p4}} {{1e-7}} {{123456789.0}} {{100000.0}} {{1000000.0}}",
        "1.5 1000 1e+100 0.5 1 16 1e-07 1.23456789e+08 100000 1e+06",
    ),
    ("{{9223372036854775807}}", "9223372036854775807"),
    ("{{-9223372036854775808}}", "-9223372036854775808"),
    ("{{-0}}", "0"),
    ("{{+0x1e}}", "30"),
    ("{{0x1e}}", "30"),
    ("{{1e2 | int}}", "100"),
    ("{{int 1e2}}", "100"),
    ("{{until 1e1}}", "[0 1 2 3 4 5 6 7 8 9]"),
    ('{{trunc 3.0 "abcdef"}}', "abc"),
    ("{{trunc 'a' \"abcdef\"}}", "abcdef"),
    ("{{(1)}}", "1"),
    ("{{(.cpu).cpuid}}", "[map[Name:AVX] map[Name:SSE4]]"),
    ('{{(dict "a" 1).a}}', "1"),
    ("{{coalesce}}", "<no value>"),
    ("{{(list nil)}}", "[<nil>]"),
    ("{{index (list nil) 0}}", "<no value>"),
    ('{{index .cpu "cpuid"}}', "[map[Name:AVX] map[Name:SSE4]]"),
    ('{{index . "nope"}}', "map[]"),
    ('{{index . "nope" "x"}}', "[]"),
    ('{{index .cpu.cpuid 0 "Name"}}', "AVX"),
    ('{{index .cpu.cpuid 0 "Nope"}}', ""),
    ('{{index "abc" 1}}', "98"),
    ('{{len "é"}} {{len .cpu}} {{len .cpu.nil}} {{len (list)}}', "2 4 0 0"),
    ("{{slice .cpu.cpuid 0 1}}", "[map[Name:AVX]]"),
    ("{{eq 1 2 1}}", "true"),
    ('{{eq "a" "a"}} {{eq nil nil}} {{eq 1 nil}} {{eq .cpu nil}} {{eq .cpu.nil nil}}', "true true false false true"),
    (
        '{{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 2 1}} {{lt "a" "b"}} {{lt 1.5 2.5}}',
        "true true true false true true true",
    ),
    ('{{eq (index "abc" 0) 97}} {{lt (index "abc" 0) 98}} {{gt 98 (index "abc" 0)}}', "true true true"),
    ('{{and 1 0 .nope}} {{or 1 .nope}} {{and 1 2}} {{or 0 ""}} {{or nil 0}} {{and nil}}', "0 1 2  0 <no value>"),
    ('{{1 | and 2}} {{0 | or 5}} {{0 | or ""}}', "1 5 0"),
    ("{{not 1}} {{not nil}} {{not (list)}}", "false true true"),
    ('{{urlquery "a b&c=é/" 1}}', "a+b%26c%3D%C3%A9%2F1"),
    ('{{define "a"}}A{{.}}{{end}}{{template "a" 1}}{{template "a"}}', "A1A<no value>"),
    ('{{define "a"}} {{end}}{{define "a"}}2{{end}}{{template "a"}}', "2"),
    ('{{define ""}}x{{end}}', "x"),
    ('{{block "b" 5}}[{{.}}]{{end}}{{template "b" 6}}', "[5][6]"),
    ("a {{- 1 -}} b {{- /* c */ -}} d", "a1bd"),
    ("a {{/* c */}} b", "a  b"),
    ("{{- 3}} {{-3}} {{3 -}}  x", "3 -3 3x"),
    ("{{1 -}}", "1"),
    ("{{ 1}}{{1 }}{{\t1\t}}", "111"),
    ("{{$.cpu.nil}}", "[]"),
    ("{{.é.ü}}", "[map[Name:<a&b>]]"),
    ("{{`a\\n`}}", "a\\n"),
    ("{{$k := 0}}{{$v := 0}}{{range $k, $v = .cpu}}{{end}}{{$k}} {{$v}}", "nil []"),
    ("{{$k := 0}}{{range $k = list 5 6}}{{end}}{{$k}}", "6"),
    ("{{1 | }}", "1"),
    ('{{"a"|upper}}', "A"),
    ("{{.cpu.cpuid | len | add 1}}", "3"),
    ("{{list | first}}", "<no value>"),
    ('{{get (dict "a" 1) "a"}} {{get (dict) "b"}}|', "1 |"),
    ('{{$d := dict "a" 1}}{{$_ := set $d "b" 2}}{{$d}}', "map[a:1 b:2]"),
    ("{{`a\nb`}}", "a\nb"),
    ("{{range .cpu.cpuid}}{{.Name}}=1\n{{end}}", "AVX=1\nSSE4=1\n"),
    ("a\n {{- 1 -}} \n b", "a1b"),
    ("{{print\n1\n2}}", "1 2"),
    ('{{"abc" | printf "%s-%s" "x" | upper}}', "X-ABC"),
    ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
    ('{{range $i, $e := list "a" "b"}}{{if $i}},{{end}}{{$e}}{{end}}', "a,b"),
    ("{{with .cpu}}{{range .cpuid}}{{.Name}};{{end}}{{end}}", "AVX;SSE4;"),
    ('{{define "x"}}{{$ := 1}}{{end}}', ""),
    (
        '{{define "line"}}{{.Name}}=true{{"\\n"}}{{end}}{{range .cpu.cpuid}}{{template "line" .}}{{end}}',
        "AVX=true\nSSE4=true\n",
    ),
    ("{{with $d := dict}}x{{else}}{{len $d}}{{end}}", "0"),
    ('{{range $k, $v := dict "b" 1 "a" 2}}{{$k}}{{$v}}{{end}}', "a2b1"),
    ("{{if and (eq 1 1) (gt 2 1)}}y{{end}}", "y"),
    ("{{(index .pci.device 1).x_y}}|", "|"),
    ('{{index (index .pci.device 0) "x_y"}}|', "|"),
]
"""Templates and their output."""

MISTAKES = [
    ("{{range .cpu.cpuid}}{{.Name}}=1", "template: :1: unexpected EOF"),
    ("{{end}}", "template: :1: unexpected {{end}}"),
    ("{{break}}", "template: :1: {{break}} outside {{range}}"),
    ("{{if}}x{{end}}", "template: :1: missing value for if"),
    ("{{with $x := 3}}{{$x}}{{end}}{{$x}}", 'template: :1: undefined variable "$x"'),
    ("{{$x}}", 'template: :1: undefined variable "$x"'),
    ("{{foo}}", 'template: :1: function "foo" not defined'),
    ("{{foo", 'template: :1: function "foo" not defined'),
    ('{{"abc', "template: :1: unterminated quoted string"),
    ("{{`a", "template: :1: unterminated raw quoted string"),
    ("{{'ab'}}", "template: :1: malformed character constant: 'ab'"),
    ("{{'\\n'}} {{'\\x41'}} {{'\\377'}} {{'\\u00e9'}} {{'''}}", "template: :1: invalid syntax"),
    ("{{1+2}}", 'template: :1: bad number syntax: "1+2"'),
    ("{{08}}", 'template: :1: integer overflow: "08"'),
    ("{{0x}}", 'template: :1: illegal number syntax: "0x"'),
    ("{{1__0}}", 'template: :1: illegal number syntax: "1__0"'),
    ("{{99999999999999999999}}", 'template: :1: integer overflow: "99999999999999999999"'),
    ("{{nil.x}}", 'template: :1: unexpected . after term "nil"'),
    ("{{1.x}}", 'template: :1: bad number syntax: "1.x"'),
    ('{{"a".x}}', 'template: :1: unexpected . after term "\\"a\\""'),
    ("{{true.x}}", 'template: :1: unexpected . after term "true"'),
    ("{{..x}}", 'template: :1: unexpected . after term "."'),
    ("{{.x.}}", "template: :1: unexpected <.> in operand"),
    ('{{"a" | "b"}}', "template: :1: non executable command in pipeline stage 2"),
    ("{{1 | 2}}", "template: :1: non executable command in pipeline stage 2"),
    ("{{and 1 0 foo}}", 'template: :1: function "foo" not defined'),
    ('{{define "a"}}1{{end}}{{define "a"}}2{{end}}', 'template: :1: template: multiple definition of template "a"'),
    ('{{define ""}}x{{end}}y', 'template: :1: template: multiple definition of template ""'),
    ('{{define "a"}}', "template: :1: unexpected EOF"),
    ('{{define "a"}}{{else}}{{end}}', "template: :1: unexpected {{else}} in define clause"),
    ("{{define a}}{{end}}", 'template: :1: unexpected "a" in define clause'),
    ("{{define}}", 'template: :1: unexpected "}}" in define clause'),
    ("{{template a}}", 'template: :1: unexpected "a" in template clause'),
    ('{{template "a" | 1}}', 'template: :1: unexpected "|" in template clause'),
    ('{{block "x"}}{{end}}', "template: :1: missing value for block clause"),
    ("{{else}}", "template: :1: unexpected {{else}}"),
    ("{{if 1}}", "template: :1: unexpected EOF"),
    ("{{if 1}}{{else}}{{else}}{{end}}", "template: :1: expected end; found {{else}}"),
    ("{{if 1}}{{else with 1}}{{end}}", "template: :1: unexpected <with> in input"),
    ("{{range 1}}{{else if 1}}{{end}}", "template: :1: unexpected <if> in input"),
    ("{{/* c }}", "template: :1: unclosed comment"),
    ("{{/* c */ }}", "template: :1: comment ends before closing delimiter"),
    ("{{", "template: :1: unclosed action"),
    ("{{1 +}}", 'template: :1: illegal number syntax: "+"'),
    ("{{(1}}", "template: :1: unclosed left paren"),
    ("{{1)}}", "template: :1: unexpected right paren"),
    ("{{()}}", "template: :1: missing value for parenthesized pipeline"),
    ("{{a b", 'template: :1: function "a" not defined'),
    ("{{a!b}}", "template: :1: bad character U+0021 '!'"),
    ("{{!}}", 'template: :1: unexpected "!" in command'),
    ("{{$a.b}}", 'template: :1: undefined variable "$a"'),
    ('{{"\\q"}}', "template: :1: invalid syntax"),
    ('{{"\\u12"}}', "template: :1: invalid syntax"),
    ('{{"\\ud800"}}', "template: :1: invalid syntax"),
    ("{{# 1}}", 'template: :1: unexpected "#" in command'),
    ("{{1,2}}", 'template: :1: unexpected "," in operand'),
    ("{{$a, $b := 1}}", "template: :1: too many declarations in command"),
    ("{{range $a, $b, $c := .cpu}}{{end}}", "template: :1: too many declarations in range"),
    ("{{range $a, 1 := .cpu}}{{end}}", "template: :1: range can only initialize variables"),
    ("{{range $a,}}{{end}}", "template: :1: missing value for range"),
    ("{{x := 1}}", 'template: :1: function "x" not defined'),
    ("{{:}}", "template: :1: expected :="),
    ("{{| 1}}", 'template: :1: unexpected "|" in command'),
    ("{{1 || 2}}", 'template: :1: unexpected "|" in command'),
    ('{{env "x"}}', 'template: :1: function "env" not defined'),
    ("x\n\n{{foo}}", 'template: :3: function "foo" not defined'),
    ("{{\n\n foo}}", 'template: :3: function "foo" not defined'),
    ("{{if 1}}\n\n{{foo 1\n", 'template: :3: function "foo" not defined'),
    ("{{/* a\nb */}}{{foo}}", 'template: :2: function "foo" not defined'),
    ('{{"a\n"}}', "template: :1: unterminated quoted string"),
    ("{{(print\n1", "template: :2: unclosed action started at :1"),
    ("{{1\n\n}", 'template: :3: unexpected "}" in operand'),
]
"""Templates that cannot be parsed, and why not."""

ERRORS = [
    ("{{.cpu.nope}}", 'template: :1:6: executing "" at <.cpu.nope>: map has no entry for key "nope"'),
    (
        "{{range $i,$j := 3}}{{$i}}{{end}}",
        'template: :1:17: executing "" at <3>: can\'t use 3 to iterate over more than one variable',
    ),
    ('{{range "abc"}}{{.}}{{end}}', 'template: :1:8: executing "" at <"abc">: range can\'t iterate over abc'),
    ("{{range nil}}x{{end}}", 'template: :1:8: executing "" at <nil>: nil is not a command'),
    ("{{range true}}x{{end}}", 'template: :1:8: executing "" at <true>: range can\'t iterate over true'),
    ("{{range 1.5}}x{{end}}", 'template: :1:8: executing "" at <1.5>: range can\'t iterate over 1.5'),
    (
        "{{range list 1 nil}}{{.x}}{{end}}",
        'template: :1:22: executing "" at <.x>: can\'t evaluate field x in type interface {}',
    ),
    ("{{$x = 4}}", 'template: :1:7: executing "" at <4>: undefined variable: $x'),
    ("{{if 0}}{{$x := 1}}{{else}}{{$x}}{{end}}", 'template: :1:29: executing "" at <$x>: undefined variable: $x'),
    (
        "{{18446744073709551615}}",
        'template: :1:2: executing "" at <18446744073709551615>: 18446744073709551615 overflows int',
    ),
    (
        "{{9223372036854775808}}",
        'template: :1:2: executing "" at <9223372036854775808>: 9223372036854775808 overflows int',
    ),
    ('{{trunc 1.5 "a"}}', 'template: :1:8: executing "" at <1.5>: expected integer; found 1.5'),
    ("{{nil}}", 'template: :1:2: executing "" at <nil>: nil is not a command'),
    ("{{.cpu .pci}}", 'template: :1:2: executing "" at <.cpu>: cpu is not a method but has arguments'),
    ("{{.cpu 1}}", 'template: :1:2: executing "" at <.cpu>: cpu is not a method but has arguments'),
    ("{{1 | .cpu}}", 'template: :1:6: executing "" at <.cpu>: cpu is not a method but has arguments'),
    ("{{1 2}}", 'template: :1:2: executing "" at <1>: can\'t give argument to non-function 1'),
    ("{{(1) 2}}", 'template: :1:2: executing "" at <(1) 2>: can\'t give argument to non-function 1'),
    ('{{(dict "a" 1).b}}', 'template: :1:12: executing "" at <1>: map has no entry for key "b"'),
    ("{{(dict).x.y}}", 'template: :1:3: executing "" at <dict>: map has no entry for key "x"'),
    ("{{(coalesce).x}}", 'template: :1:3: executing "" at <coalesce>: nil data; no entry for key "x"'),
    ("{{coalesce.x}}", 'template: :1:2: executing "" at <coalesce>: nil pointer evaluating interface {}.x'),
    ("{{(index (list nil) 0).x}}", 'template: :1:20: executing "" at <0>: nil data; no entry for key "x"'),
    (
        '{{index . "nope" "x" 0}}',
        'template: :1:2: executing "" at <index . "nope" "x" 0>: error calling index: reflect: slice index out of range',
    ),
    (
        "{{index .cpu.cpuid 5}}",
        'template: :1:2: executing "" at <index .cpu.cpuid 5>: error calling index: index out of range: 5',
    ),
    (
        "{{index .cpu.cpuid 2}}",
        'template: :1:2: executing "" at <index .cpu.cpuid 2>: error calling index: reflect: slice index out of range',
    ),
    (
        "{{index .cpu.cpuid -1}}",
        'template: :1:2: executing "" at <index .cpu.cpuid -1>: error calling index: index out of range: -1',
    ),
    (
        "{{index .cpu.cpuid nil}}",
        'template: :1:2: executing "" at <index .cpu.cpuid nil>: error calling index: cannot index slice/array with nil',
    ),
    (
        "{{index .cpu 1}}",
        'template: :1:2: executing "" at <index .cpu 1>: error calling index: value has type int; should be string',
    ),
    (
        "{{index .cpu nil}}",
        'template: :1:2: executing "" at <index .cpu nil>: error calling index: value is nil; should be of type string',
    ),
    ("{{index nil 1}}", 'template: :1:2: executing "" at <index nil 1>: error calling index: index of untyped nil'),
    (
        "{{index 1 1}}",
        'template: :1:2: executing "" at <index 1 1>: error calling index: can\'t index item of type int',
    ),
    (
        '{{index "abc" 3}}',
        'template: :1:2: executing "" at <index "abc" 3>: error calling index: reflect: string index out of range',
    ),
    ("{{len 3}}", 'template: :1:2: executing "" at <len 3>: error calling len: len of type int'),
    ("{{eq 1}}", 'template: :1:2: executing "" at <eq 1>: error calling eq: missing argument for comparison'),
    (
        "{{lt true false}}",
        'template: :1:2: executing "" at <lt true false>: error calling lt: invalid type for comparison',
    ),
    ("{{lt nil 1}}", 'template: :1:2: executing "" at <lt nil 1>: error calling lt: invalid type for comparison'),
    ("{{lt (list) 1}}", 'template: :1:2: executing "" at <lt (list) 1>: error calling lt: invalid type for comparison'),
    ("{{and}}", 'template: :1:2: executing "" at <and>: wrong number of args for and: want at least 1 got 0'),
    ("{{not}}", 'template: :1:2: executing "" at <not>: wrong number of args for not: want 1 got 0'),
    ("{{not 1 2}}", 'template: :1:2: executing "" at <not>: wrong number of args for not: want 1 got 2'),
    ("{{call 1}}", 'template: :1:2: executing "" at <call 1>: error calling call: non-function 1 of type int'),
    ("{{call nil}}", 'template: :1:2: executing "" at <call nil>: error calling call: call of nil'),
    (
        "{{1 | call}}",
        'template: :1:6: executing "" at <call>: error calling call: non-function <int Value> of type int',
    ),
    ('{{"x" | call}}', 'template: :1:8: executing "" at <call>: error calling call: non-function x of type string'),
    ('{{template "nope"}}', 'template: :1:11: executing "" at <{{template "nope"}}>: template "nope" not defined'),
    (
        '{{template "a" 1 2}}{{define "a"}}{{end}}',
        'template: :1:15: executing "" at <1>: can\'t give argument to non-function 1',
    ),
    ("{{range $a, $b = .cpu}}{{end}}", 'template: :1:17: executing "" at <.cpu>: undefined variable: $a'),
    ("{{upper}}", 'template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0'),
    ("{{upper 1}}", 'template: :1:8: executing "" at <1>: expected string; found 1'),
    ("{{upper nil}}", 'template: :1:8: executing "" at <nil>: cannot assign nil to string'),
    ('{{upper "a" "b"}}', 'template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 2'),
    ("{{first 1}}", 'template: :1:2: executing "" at <first 1>: error calling first: Cannot find first on type int'),
    (
        "{{mustFirst 1}}",
        'template: :1:2: executing "" at <mustFirst 1>: error calling mustFirst: Cannot find first on type int',
    ),
    (
        '{{set nil "a" 1}}',
        'template: :1:2: executing "" at <set nil "a" 1>: error calling set: assignment to entry in nil map',
    ),
    ('{{fail "boo"}}', 'template: :1:2: executing "" at <fail "boo">: error calling fail: boo'),
    ('{{fail "100%d"}}', 'template: :1:2: executing "" at <fail "100%d">: error calling fail: 100%d'),
    ("\n\n {{.x}}", 'template: :3:3: executing "" at <.x>: map has no entry for key "x"'),
    ("é{{.x}}", 'template: :1:4: executing "" at <.x>: map has no entry for key "x"'),
    ("é\n é {{.cpu.x}}", 'template: :2:10: executing "" at <.cpu.x>: map has no entry for key "x"'),
    ("{{(index .pci.device 0).x_y}}", 'template: :1:21: executing "" at <0>: map has no entry for key "x_y"'),
]
"""Templates that fail at work, and why."""


@pytest.mark.parametrize(("text", "expected"), OUTPUTS)
def test_output(text: str, expected: str) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    assert template.expand(FEATURES) == expected


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_in_the_text(text: str, expected: str) -> None:
    error = parse(text)
    assert isinstance(error, TemplateError)
    assert error.text == expected
    assert not error.refused


@pytest.mark.parametrize(("text", "expected"), ERRORS)
def test_errors_at_work(text: str, expected: str) -> None:
    template = parse(text)
    assert isinstance(template, Template)
    error = template.expand(FEATURES)
    assert isinstance(error, TemplateError)
    assert error.text == expected
    assert not error.refused
