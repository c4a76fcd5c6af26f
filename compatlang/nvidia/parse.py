"""The value of one variable, read as `libnvidia-container` reads it, NVIDIA's evaluator in C.

    value       = alternative *( " " alternative )      one of them; empty ones are skipped
    alternative = comparison *( "," comparison )        all of them; empty ones are skipped
    comparison  = key operator text                     no blanks, no quotes, no brackets

The evaluator stops at the first alternative that holds, and fails only on a mistake that it comes to before that. Here every
mistake is found, since which one is met depends on the node. NVIDIA's other evaluator, in Go, which runs on Tegra, minds the
case of keys and skips a comparison whose key it does not know.
"""

from __future__ import annotations

import re

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nvidia as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nvidia.tree import KEYS, OPERATORS, Alternative, Comparison, Key, Operator, Requirement
from compatlang.source import Span
from compatlang.values.lazy import lazily
from compatlang.values.scalar import literal_bounds
from compatlang.writing import spelling

_ALTERNATIVE = lazily(r"[^ ]+")
_COMPARISON = lazily(r"[^,]+")
_PARTS = lazily(r"([^=!<>]*)([=!<>]*)(.*)", re.DOTALL)
_VERSION = lazily(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)
_WITH_V = lazily(r"[vV]([0-9]+(?:\.[0-9]+)*)", re.ASCII)
_SURROGATE = lazily("[\ud800-\udfff]")

_MEANT: dict[str, Operator] = {"==": "=", "===": "=", "!==": "!=", "=!": "!=", "<>": "!=", "=<": "<=", "=>": ">="}
"""Operators of other languages, and what says the same."""

_EXAMPLE = "there are no blanks around an operator: `cuda>=12.4`"


def lower(text: str) -> str:
    """ASCII letters in lower case, as the C evaluator compares keys and brands."""
    return "".join(each.lower() if each.isascii() else each for each in text)


def requirement(variable: str, text: str) -> tuple[Requirement, list[Diagnostic]]:
    """The alternatives of a value, and what is wrong with it."""
    reader = _Reader(variable)
    if len(text.encode("utf-8", "surrogatepass")) > limits.REQUIREMENT_BYTES:
        message = f"`{spelling.shown(variable)}` has more than {limits.REQUIREMENT_BYTES} bytes"
        reader.found.append(codes.LIMIT.at(reader.span(0, 0), message))
        text = ""
    read = [reader.alternative(each.start(), each[0]) for each in _ALTERNATIVE.finditer(text)]
    made = Requirement(variable, text, tuple(read), span=reader.span(0, len(text)))
    return made, reader.found


class _Reader:
    """Reads the parts of one value, and keeps what is wrong with them."""

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self.found: list[Diagnostic] = []

    def span(self, start: int, end: int) -> Span:
        """Characters of the value."""
        return Span(self._variable, start, end)

    def alternative(self, start: int, text: str) -> Alternative:
        """Comparisons with commas between; those that are wrong are left out."""
        span = self.span(start, start + len(text))
        texts = list(_COMPARISON.finditer(text))
        if not texts:
            message = "there is no comparison between these blanks"
            self.found.append(codes.EMPTY.at(span, message, help=f"remove the `{text}`"))
        read = [self._comparison(start + each.start(), each[0]) for each in texts]
        return Alternative(tuple(each for each in read if each is not None), span=span)

    def _comparison(self, start: int, text: str) -> Comparison | None:
        parts = _PARTS.fullmatch(text)
        assert parts is not None
        before, sign, behind = parts.groups()
        middle, end = start + len(before), start + len(text)
        if not sign:
            message = f"`{spelling.shown(text)}` has no operator, expected {_any_of(OPERATORS)}"
            self.found.append(codes.OPERATOR.at(self.span(start, end), message, help=_EXAMPLE))
            return None
        key = self._key(self.span(start, middle), before)
        operator = self._operator(self.span(middle, middle + len(sign)), sign, key)
        value = self._value(self.span(middle + len(sign), end), behind, key, sign)
        if key is None or operator is None or value is None:
            return None
        return Comparison(key, operator, value, span=self.span(start, end))

    def _key(self, span: Span, text: str) -> Key | None:
        found = next((each for each in KEYS if each == lower(text)), None)
        if found is None:
            shown = f"`{spelling.shown(text)}` is no key" if text else "there is no key before the operator"
            help_ = did_you_mean(text, KEYS) if text else _EXAMPLE
            self.found.append(codes.KEY.at(span, f"{shown}, expected {_any_of(KEYS)}", help=help_))
        return found

    def _operator(self, span: Span, text: str, key: Key | None) -> Operator | None:
        if text == "!":
            message = "`!` is no operator, and NVIDIA's runtime happens to take it for `!=`"
            self.found.append(codes.LONE_BANG.at(span, message, help="write `!=`"))
            return "!="
        found = next((each for each in OPERATORS if each == text), None)
        if found is None:
            meant = f"write `{_MEANT[text]}`" if text in _MEANT else ""
            message = f"`{text}` is no operator, expected {_any_of(OPERATORS)}"
            self.found.append(codes.OPERATOR.at(span, message, help=meant))
        elif key == "brand" and found not in ("=", "!="):
            message = f"brands have no order, so `brand` cannot be compared with `{text}`, expected `=` or `!=`"
            self.found.append(codes.OPERATOR.at(span, message, help="name the brands one by one"))
            return None
        return found

    def _value(self, span: Span, text: str, key: Key | None, operator: str) -> str | None:
        if not text:
            message = f"there is no value behind `{operator}`, expected a {'brand' if key == 'brand' else 'version'}"
            self.found.append(codes.VALUE.at(span, message, help=_EXAMPLE))
            return None
        if key == "brand":
            return self._brand(span, text)
        return self._version(span, text) if key is not None else None

    def _brand(self, span: Span, text: str) -> str | None:
        if _SURROGATE.search(text):
            message = f"`{spelling.shown(text)}` is no text, since it has half of a surrogate pair"
            self.found.append(codes.VALUE.at(span, message))
            return None
        if spelling.is_too_long(spelling.quoted(text)):
            message = f"a string of the language has at most {limits.STRING_BYTES} bytes"
            self.found.append(codes.LIMIT.at(span, message))
            return None
        return lower(text)

    def _version(self, span: Span, text: str) -> str | None:
        if not _VERSION.fullmatch(text):
            bare = _WITH_V.fullmatch(text)
            message = f"`{spelling.shown(text)}` is no version, expected numbers with dots between"
            help_ = f"write `{bare[1]}`" if bare else ""
            self.found.append(codes.VERSION.at(span, message, help=help_))
            return None
        if literal_bounds("version", text) is None:
            most = f"{limits.VERSION_CHARACTERS} characters, and {limits.VERSION_DIGITS} digits in a row"
            self.found.append(codes.VERSION.at(span, f"a version of the language has at most {most}"))
            return None
        return text


def _any_of(words: tuple[str, ...]) -> str:
    *first, last = (f"`{each}`" for each in words)
    return f"{', '.join(first)} or {last}"
