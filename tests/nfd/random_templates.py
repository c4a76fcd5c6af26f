"""Random templates: texts that a rule's author could write, and texts that only try what the language of templates has.

Expressions are drawn by the Go type that a function takes, so that most calls are possible; one argument in a while is of
any type. What a template reads are the elements that a rule has matched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from compatlang.nfd.template.functions import FUNCTIONS, REFUSED, lists
from compatlang.nfd.template.kinds import ANY as ANYTHING
from compatlang.nfd.template.kinds import REFLECT
from tests.nfd.random_values import THEMES, everything, one_in, patterns, seldom

Tree = dict[str, Any]
Draw = st.DrawFn

CALLED = sorted(
    name for name in FUNCTIONS if not name.startswith(("repeat", "until", "indent", "nindent", "wrap", "seq"))
)
"""Functions that cannot write so much that the size of the output is refused."""

OF_LISTS = frozenset(each.name for each in lists.FUNCTIONS) | {"join", "sortAlpha", "toStrings"}
"""Functions that take a list where they say that they take anything."""

FIELDS = (*(".Name", ".Value") * 5, *('index . "é"', 'index . "n"') * 2, ".n", ".t", ".missing")
LISTS = ('(list "a" "b" "a")', '(splitList "," "b,a")', "(list 1 2)", "(list)", '(list nil "x" 0)', "(until 3)")
WORDS = (
    *("a", "b", "", "a,b", "x=y", "1.2.3", "a b", "é", "7", "true", "%s", "[1,2]", '{"a":1}', "A", "\t"),
    "https://u@h:1/p?q#f",
)
NUMBERS = ("0", "1", "2", "-1", "7", "1.5", "0x1f", "1e3", "'a'", "9223372036854775807", "1_0", "-0.0", "1i")

_LINES = (
    "{{range .%}}{{.Name}}={{.Value}}\n{{end}}",
    "{{range .%}}label-{{.Name}}=true\n{{end}}",
    "{{range .%}}{{.n}}={{.t}}\n{{end}}",
    '{{range .%}}{{index . "Name"}}={{index . "Value"}}\n{{end}}',
    "{{range .%}}l-{{.Name}}\n{{end}}",
    "{{range $i, $e := .%}}e{{$i}}={{$e}}\n{{end}}",
    '{{range $e := .%}}{{if eq $e.Name "n"}}{{$e.Name}}={{$e.Value | quote}}\n{{else}}{{continue}}{{end}}{{end}}',
    "{{with .%}}{{(index . 0).Name | lower}}={{len .}}{{else}}none=1{{end}}",
    "{{$n := 0}}{{range .%}}{{$n = add1 $n}}{{end}}count={{$n}}",
    "{{if .%}}some={{len .%}}{{else}}some=0{{end}}",
    "{{- range .% -}} {{- .Name -}} = {{- .Value -}} {{- break -}} {{- end -}}",
    "{{len .%}}=n",
    "first={{(first .%).Name}}",
    "all={{range .%}}{{.Name}}.{{end}}",
    '{{define "one"}}{{.Name}}={{.Value | trunc 2}}{{end}}{{range .%}}{{template "one" .}}\n{{end}}',
    '{{range .%}}{{.Name}}={{.Value | regexReplaceAll "[^a-z0-9]" "_"}}\n{{end}}',
    '{{range .%}}{{.Name}}={{default "none" .Value | trim | upper}}\n{{end}}',
    '{{range .%}}{{.Name | replace "." "-"}}={{atoi .Value | mul 2}}\n{{end}}',
    '{{range .%}}{{if .Value | regexMatch "^[0-9]+$"}}{{.Name}}={{add .Value 1}}\n{{end}}{{end}}',
    "{{range .%}}v={{(semver .Value).Major}}\n{{end}}",
    "{{.%}}=x",
    "a=b\n{{/* nothing */}}\n c = d = e \n\n",
    "a\nb=c",
    "{{.%",
    "{{end}}",
    "{{.%.g}}",
    "{{nothing .%}}",
    '{{template "none"}}',
)


def lines(features: Sequence[str]) -> st.SearchStrategy[str]:
    """Templates as authors write them, mistakes among them, of these features."""
    of = st.sampled_from(tuple(features))
    written = st.tuples(seldom(st.sampled_from(_LINES[:23]), st.sampled_from(_LINES)), of)
    return written.map(lambda pair: pair[0].replace("%", pair[1]))


@st.composite
def programs(draw: Draw, features: Sequence[str]) -> str:
    """Templates that try out the language."""
    program = _Program(draw, features)
    return "".join(program.statement(2) for _ in range(draw(st.integers(1, 3))))


def templates(features: Sequence[str]) -> st.SearchStrategy[str]:
    """A template of a rule: lines most often."""
    return seldom(st.lists(lines(features), min_size=1, max_size=2).map("".join), programs(features), 5)


class _Program:
    """Draws the text of a template; `scope` are the variables that are there, and `inside` says that dot is an element."""

    def __init__(self, draw: Draw, features: Sequence[str]) -> None:
        self.draw = draw
        self.features = features
        self.scope: list[str] = ["$"]
        self.inside = False
        self.loops = 0
        self.defines = 0

    def any_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    # Statements

    def statement(self, depth: int) -> str:
        kinds: list[Callable[[int], str]] = [self.line, self.line, self.line, self.assigned, self.word]
        if depth:
            kinds += [self.branch, self.loop, self.loop, self.with_, self.defined]
        return self.draw(st.sampled_from(kinds))(depth)

    def block(self, depth: int) -> str:
        """Statements with a scope of their own."""
        outer = list(self.scope)
        text = "".join(self.statement(depth - 1) for _ in range(self.draw(st.integers(1, 2))))
        if self.loops and one_in(self.draw, 12):
            text += self.action(self.any_of("break", "continue"))
        self.scope = outer
        return text

    def line(self, depth: int) -> str:
        return f"{self.word(depth)}={self.action(self.pipeline(depth))}\n"

    def word(self, depth: int) -> str:
        return self.any_of("k", " a", "x-y ", "é", "k=v\n", "\n", "{{/* c */}}", "{{- /* c */ -}}", *self.dots())

    def dots(self) -> tuple[str, ...]:
        return ("k{{.Name}}",) if self.inside else ()

    def assigned(self, depth: int) -> str:
        name = self.any_of("$x", "$y")
        declares = name not in self.scope or self.draw(st.booleans())
        text = self.action(f"{name} {':=' if declares else '='} {self.pipeline(depth)}")
        self.scope.append(name)
        return text

    def branch(self, depth: int) -> str:
        text = self.action(f"if {self.condition(depth)}") + self.block(depth)
        if self.draw(st.booleans()):
            text += self.any_of("{{else}}", f"{{{{else if {self.condition(depth)}}}}}") + self.block(depth)
        return text + self.action("end")

    def loop(self, depth: int) -> str:
        outer = self.scope, self.inside
        over = self.draw(seldom(st.sampled_from(self.fields()), st.just(self.expression(depth)), 4))
        names: tuple[str, ...] = self.draw(st.sampled_from(((), (), ("$e",), ("$i", "$e"))))
        head = f"{', '.join(names)} := {over}" if names else over
        self.scope = [*self.scope, *names]
        self.inside = True
        self.loops += 1
        body = self.block(depth)
        self.loops -= 1
        self.scope, self.inside = outer
        other = self.action("else") + self.block(depth) if one_in(self.draw, 4) else ""
        return self.action(f"range {head}") + body + other + self.action("end")

    def with_(self, depth: int) -> str:
        head = self.action(f"with {self.expression(depth)}")
        other = self.action("else") + self.block(depth) if self.draw(st.booleans()) else ""
        return head + self.block(depth) + other + self.action("end")

    def defined(self, depth: int) -> str:
        """A template in a template sees no variable but its dot."""
        outer, self.scope, loops, self.loops = self.scope, ["$"], self.loops, 0
        body = self.block(depth)
        self.scope, self.loops = outer, loops
        self.defines += 1
        name = f"t{self.defines}" if not one_in(self.draw, 20) else "t1"
        return f'{{{{block "{name}" {self.expression(depth)}}}}}{body}{{{{end}}}}'

    def action(self, text: str) -> str:
        left, right = self.any_of("{{", "{{", "{{", "{{- "), self.any_of("}}", "}}", "}}", " -}}")
        return left + text + right

    # Expressions

    def fields(self) -> tuple[str, ...]:
        return tuple(f"$.{each}" for each in self.features)

    def condition(self, depth: int) -> str:
        a, b = self.string(depth - 1), self.string(depth - 1)
        return self.any_of(
            f"eq {a} {b}", f"ne {a} {b}", f"hasPrefix {a} {b}", f"not (eq {a} {b})", f"and (eq {a} {b}) true",
            f"or (contains {a} {b}) false", f"lt {self.number(depth)} {self.number(depth)}", self.expression(depth), a,
        )  # fmt: skip

    def pipeline(self, depth: int) -> str:
        """An expression, and functions that it is handed to."""
        text = self.string(depth)
        for _ in range(self.draw(st.integers(0, 2))):
            text += " | " + self.call(depth - 1, missing=1)
        return text

    def expression(self, depth: int) -> str:
        """Anything that has a value."""
        kinds = [self.string, self.string, self.number, self.variable, self.field, self.literal]
        if depth > 0:
            kinds += [self.nested, self.made]
        made: str = self.draw(st.sampled_from(kinds))(depth)
        return made

    def string(self, depth: int) -> str:
        if self.inside and self.draw(st.booleans()):
            found: str = self.draw(st.sampled_from(FIELDS))
            return found if found.startswith(".") else f"({found})"
        if depth > 0 and self.draw(st.booleans()):
            return self.nested(depth)
        return json.dumps(self.draw(seldom(st.sampled_from(WORDS), everything | patterns, 6)), ensure_ascii=False)

    def number(self, depth: int) -> str:
        if depth > 0 and one_in(self.draw, 4):
            return f"(len {self.draw(st.sampled_from(self.fields()))})"
        made: str = self.draw(seldom(st.sampled_from(NUMBERS[:5]), st.sampled_from(NUMBERS), 6))
        return made

    def variable(self, depth: int) -> str:
        name = self.draw(st.sampled_from(self.scope))
        return f"{name}.Name" if name == "$e" and self.draw(st.booleans()) else name

    def field(self, depth: int) -> str:
        odd = st.sampled_from((".", "$.d.none", "$.none", '(index $ "d")'))
        return self.draw(seldom(st.sampled_from(self.fields()), odd))

    def literal(self, depth: int) -> str:
        return self.any_of("true", "false", "nil", "`raw`", "'b'", "1.5")

    def made(self, depth: int) -> str:
        """A list, a map, a version."""
        a, b = self.expression(depth - 1), self.expression(depth - 1)
        return self.any_of(
            f"(list {a} {b})", f'(dict "a" {a})', f'(dict "k" (dict "a" {b}))', '(splitList "," "b,a")', '(semver "1.2.3-x+y")',
            "(until 3)", "(tuple)", '(fromJson "{\\"a\\":[1,null,1.5]}")', "(int64 9)", '(toDecimal "017")',
        )  # fmt: skip

    def nested(self, depth: int) -> str:
        return f"({self.call(depth - 1)})"

    def call(self, depth: int, missing: int = 0) -> str:
        """A call of a function with arguments of the types that it takes, of which some are handed on by a pipeline."""
        if one_in(self.draw, 300):
            return self.draw(st.sampled_from(sorted(REFUSED)))
        function = FUNCTIONS[self.draw(st.sampled_from(CALLED))]
        kinds = [each.name for each in function.takes]
        if function.rest is not None:
            kinds += [function.rest.name] * self.draw(st.integers(0 if kinds else 1, 2))
        if one_in(self.draw, 60):
            kinds.append("string")
        given = kinds[: max(len(kinds) - missing, 0)]
        return " ".join([function.name, *(self.argument(each, depth, function.name) for each in given)])

    def argument(self, kind: str, depth: int, function: str) -> str:
        if one_in(self.draw, 40):
            return self.expression(depth)
        if kind == ANYTHING.name and function in OF_LISTS:
            return self.draw(st.sampled_from((*LISTS, *self.fields())))
        if kind in ("int", "float64"):
            return self.number(depth)
        if kind == "bool":
            return self.any_of("true", "false")
        if kind.startswith("map"):
            return self.any_of('(dict "a" 1)', '(dict "a" "x" "b" 2)', "(dict)")
        if kind in (ANYTHING.name, REFLECT.name):
            return self.expression(depth)
        return self.string(depth)


_names = st.sampled_from(tuple(THEMES))
ELEMENT = seldom(
    st.fixed_dictionaries({"Name": _names, "Value": everything}),
    st.fixed_dictionaries({"Name": _names}) | st.dictionaries(_names, everything, max_size=4),
    4,
)
FEATURES = ("d.f", "d.g", "e.f")

_lists = seldom(st.lists(ELEMENT, max_size=3), st.none())
_whole = st.fixed_dictionaries(
    {"d": st.fixed_dictionaries({"f": _lists, "g": _lists}), "e": st.fixed_dictionaries({"f": _lists})}
)
_parts: st.SearchStrategy[Tree] = st.fixed_dictionaries({}, optional={"d": st.fixed_dictionaries({"f": _lists})})
data: st.SearchStrategy[Tree] = seldom(_whole, _parts)
"""What a rule has matched, as a template gets to see it."""
