"""What an imported file declares beside its policies, because some condition needs it."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.values.lazy import lazily
from compatlang.values.scalar import ScalarType
from compatlang.writing import spelling
from compatlang.writing.layout import set_of


class _Number(NamedTuple):
    domain: str
    element: str
    type: ScalarType


class Needs:
    """Declarations by what they are for, each made once and under a name that nothing else has."""

    def __init__(self, names: spelling.Names) -> None:
        self._names = names
        self._numbers: dict[_Number, str] = {}
        self._number_names = spelling.Names()
        self._sets: dict[tuple[str, tuple[str, ...]], str] = {}
        self._release = ""
        self._tried: set[tuple[str, ...]] = set()

    def number(self, domain: str, element: str, type_: ScalarType) -> str:
        """The path of a feature that reads a text as a number or a version; absent where the text is."""
        key = _Number(domain, element, type_)
        if key not in self._numbers:
            self._numbers[key] = self._number_names.take(element, "value")
        return f"{_PREFIX[type_]}.{self._numbers[key]}"

    def set_of_names(self, doc: str, name: str, members: tuple[str, ...]) -> str:
        """The name of a `let` that holds names of flags."""
        key = (doc, members)
        if key not in self._sets:
            self._sets[key] = self._names.take(name, "names")
        return self._sets[key]

    def release(self) -> str:
        """The name of a rule that asks whether the kernel is one release, and no build of it."""
        self._release = self._release or self._names.take("kernel_is", "rule")
        return self._release

    def tries(self, expressions: tuple[str, ...]) -> bool:
        """Whether regular expressions may be tried on every id there is; only so many of a document may."""
        self._tried.add(expressions)
        return len(self._tried) <= _MOST_TRIED

    def lines(self, text: str) -> list[list[str]]:
        """The declarations that a text makes use of, each as lines."""
        words = set(_WORD.findall(text))
        declared = [
            [f"closed feature {path}: {key.type} = {spelling.path(key.domain, key.element)}"]
            for key, name in self._numbers.items()
            if (path := f"{_PREFIX[key.type]}.{name}") in words
        ]
        for (doc, members), name in self._sets.items():
            if name in words:
                declared.append([*spelling.comment(doc, "##"), *set_of(f"let {name} =", members)])
        if self._release in words:
            doc = "## Whether the kernel is exactly this release, and no build of it."
            declared.append([doc, f"rule {self._release}(release: version) {{ kernel.version == release }}"])
        return declared


_WORD = lazily(r"[A-Za-z_][\w.]*")

_MOST_TRIED = 16

_PREFIX: dict[ScalarType, str] = {"int": "number", "version": "release"}
"""Under which name the declared features of a type stand."""

PREFIXES = frozenset(_PREFIX.values())
