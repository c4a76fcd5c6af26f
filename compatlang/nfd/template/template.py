"""Templates as NFD uses them: parsed once, expanded with the features that a rule has matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from compatlang.nfd.template import kinds, quoting, runes
from compatlang.nfd.template.errors import TemplateError
from compatlang.nfd.template.execute import execute
from compatlang.nfd.template.functions import NAMES, refusal
from compatlang.nfd.template.parse import Functions, Trees, parse_trees
from compatlang.nfd.template.values import Slice, Value, string

Element: TypeAlias = Mapping[str, str]
"""What matched: `Name` of a flag, `Name` and `Value` of an attribute, or all attributes of an instance."""
Data: TypeAlias = Mapping[str, Mapping[str, Sequence[Element] | None]]
"""What a rule has matched, by domain and feature; None is Go's nil list."""

_FUNCTIONS = Functions(NAMES, refusal)
_ALL_FUNCTIONS = Functions(NAMES, lambda name: None)


class Template:
    """A template without mistakes in its syntax."""

    def __init__(self, text: str, trees: Trees) -> None:
        self._text = text
        self._trees = trees

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions that the template uses."""
        return tuple(sorted(self._trees.functions))

    def expand(self, data: Data) -> str | TemplateError:
        """The output. A byte that is not UTF-8, which only cutting text makes, becomes U+FFFD."""
        output = self.output(data)
        return output if isinstance(output, TemplateError) else runes.decode(output)

    def output(self, data: Data) -> bytes | TemplateError:
        """The output byte for byte."""
        return execute(self._text, self._trees, _go_data(data))


def parse(text: str) -> Template | TemplateError:
    r"""A template, or what is wrong with it.

    >>> parse("{{foo}}").text
    'template: :1: function "foo" not defined'
    >>> parse("{{range .cpu.cpuid}}{{.Name}}\n{{end}}").expand({"cpu": {"cpuid": [{"Name": "AVX"}]}})
    'AVX\n'
    """
    trees = _trees(text, _FUNCTIONS)
    return trees if isinstance(trees, TemplateError) else Template(text, trees)


def mistake(text: str) -> TemplateError | None:
    """What NFD finds wrong with a template when it reads it; to NFD, functions that are refused here are like any other.

    >>> mistake("{{now}}"), mistake("{{now}}{{end}}").text
    (None, 'template: :1: unexpected {{end}}')
    """
    trees = _trees(text, _ALL_FUNCTIONS)
    return trees if isinstance(trees, TemplateError) and not trees.refused else None


def _trees(text: str, functions: Functions) -> Trees | TemplateError:
    try:
        return parse_trees(text, functions)
    except RecursionError:
        return TemplateError("the template is nested too deep", 0, 0, refused=True)


def expand_map(template: Template, data: Data) -> dict[str, str] | TemplateError:
    """The labels or variables that a template writes: lines `key=value`, each trimmed, empty ones left out."""
    output = template.output(data)
    if isinstance(output, TemplateError):
        return output
    entries: dict[str, str] = {}
    for line in map(runes.trim_space, output.split(b"\n")):
        if not line:
            continue
        key, sign, value = line.partition(b"=")
        if not sign:
            wanted = "(format must be '<key>=<value>')"
            return TemplateError(f"missing value in expanded template line {quoting.quote(line)}, {wanted}", 0, 0)
        entries[runes.decode(key)] = runes.decode(value)
    return entries


def _go_data(data: Data) -> Value:
    domains = {_bytes(name): Value(kinds.FEATURES, _features(features)) for name, features in data.items()}
    return Value(kinds.DOMAINS, domains)


def _features(features: Mapping[str, Sequence[Element] | None]) -> dict[bytes, Value]:
    assert kinds.FEATURES.element is not None
    return {_bytes(name): Value(kinds.FEATURES.element, _elements(elements)) for name, elements in features.items()}


def _elements(elements: Sequence[Element] | None) -> Slice | None:
    if elements is None:
        return None
    maps = [
        Value(kinds.ELEMENT, {_bytes(name): string(_bytes(text)) for name, text in each.items()}) for each in elements
    ]
    return Slice(maps, grown=True)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
