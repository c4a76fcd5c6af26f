r"""Go's `regexp` through RE2, from which it was made.

The two read the same language but for a few places, which `unicode_classes` and this module put right: Go has no `\C`,
wants ASCII names of groups, refuses counts that RE2 takes for text, and nests less deeply. Memory is bounded: what needs
more than `_MEMORY` bytes is refused as too large, before Go would, and so is an expression longer than a string may be.
Searching takes linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from compatlang import limits
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.unicode_classes import for_re2
from compatlang.values.lazy import lazily

_MEMORY = 16 << 20
_HEIGHT = 1000
"""The depth of groups that Go refuses."""

_MOST_TIMES = 1000

_WORDS = {
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "trailing \\": "trailing backslash at end of expression",
}
"""What Go says for what RE2 says; the rest is the same."""

_TOKEN = lazily(
    r"""
      \\Q .*? (?: \\E | \Z )
    | \\ . | \\
    | \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )*+ (?P<end> \]? )
    | (?P<group> \( \? P? < (?P<name> [^>]* ) (?P<named> >? ) )
    | (?P<open> \( (?! \? ) ) | (?P<plain> \( \? [imsU-]* : ) | (?P<close> \) )
    | \{ (?P<least> [0-9]+ ) (?: , (?P<most> [0-9]* ) )? \}
    | .
    """,
    re.DOTALL | re.VERBOSE,
)
_NAME = lazily("[0-9A-Za-z_]+")
_COUNT = lazily(r"\{([0-9]{1,9})(?:,([0-9]{0,9}))?\}\Z")
_ESCAPE = lazily(r"\\.", re.DOTALL)
_TOO_LONG_COUNT = lazily("[1-9][0-9]{8,}")


class Pattern:
    """A compiled expression."""

    __slots__ = ("_compiled",)

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def search(self, text: str) -> bool:
        """Whether the expression matches anywhere in a text, as `MatchString`."""
        return self._compiled.search(text.encode("utf-8", "replace")) is not None


@lru_cache(128)
def compile_(pattern: str) -> Pattern | GoError:
    r"""The compiled expression, or the error of `regexp.Compile`.

    >>> compile_(r"\QC++\E|(?i)rust").search("Rust"), compile_("a**").text
    (True, 'error parsing regexp: invalid nested repetition operator: `**`')
    """
    try:
        pattern.encode()
    except UnicodeEncodeError:
        return _error("invalid UTF-8", pattern)
    if len(pattern) > limits.STRING_BYTES:
        return GoError("error parsing regexp: expression too large")
    trouble = _refused_by_go(pattern)
    if trouble is None:
        return _compiled(pattern)
    place, error = trouble
    earlier = _problem(pattern[:place])
    if earlier is None or earlier.startswith("missing )"):
        return error
    if earlier.startswith("missing ]"):
        return error if pattern.startswith(r"\C", place) else _compiled(pattern)
    return _compiled(pattern) if earlier.startswith("unexpected )") else _said_by_go(pattern[:place], earlier)


def _compiled(pattern: str) -> Pattern | GoError:
    import re2

    expression = "".join(ours for ours, _ in for_re2(pattern))
    if r"\B" in expression:
        # RE2 sees places inside a character, which are never at the edge of a word.
        quoting = r"\E" if _problem(pattern + r"\E") is None else ""
        expression = expression if _problem(pattern) else rf"(?s:\A.*?)(?:{expression}{quoting})"
    try:
        return Pattern(re2.compile(expression.encode(), options=_options()))
    except re2.error as error:
        return _said_by_go(pattern, _text(error))


def _problem(pattern: str) -> str | None:
    """What RE2 has against an expression."""
    import re2

    try:
        re2.compile("".join(ours for ours, _ in for_re2(pattern)).encode(), options=_options())
    except re2.error as error:
        return _text(error)
    return None


@lru_cache(1)
def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _text(error: Any) -> str:
    problem = error.args[0]
    return problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)


def _said_by_go(pattern: str, problem: str) -> GoError:
    """Go's error for RE2's, which quotes the expression as it was translated."""
    if problem.startswith("pattern too large"):
        return GoError("error parsing regexp: expression too large")
    words, _, quoted = problem.partition(": ")
    if words.endswith(" )"):
        quoted = pattern
    elif words == "missing ]":
        quoted = _end_as_written(pattern, len(quoted))
    elif words == "invalid repetition size":
        quoted = quoted.rstrip("?")
    elif words == "bad repetition operator" and (wrong := _wrong_count(quoted)):
        words, quoted = "invalid repetition size", wrong
    else:
        quoted = next((written for ours, written in for_re2(pattern) if ours == quoted), quoted)
    return _error(_WORDS.get(words, words), quoted)


def _wrong_count(operators: str) -> str:
    """The count at the end of two operators of repetition, where it is none that Go takes."""
    found = _COUNT.search(operators)
    if found is None:
        return ""
    least, most = int(found[1]), int(found[2] or found[1])
    return found[0] if least > most or most > _MOST_TIMES else ""


def _end_as_written(pattern: str, length: int) -> str:
    """The end of an expression that has `length` characters once it is translated."""
    pieces = for_re2(pattern)
    if len(pieces) == 1:
        return pattern[len(pattern) - length :]
    end: list[str] = []
    while length > 0 and pieces:
        ours, written = pieces.pop()
        end.append(written)
        length -= len(ours)
    return "".join(reversed(end))


def _error(problem: str, place: str) -> GoError:
    return GoError(f"error parsing regexp: {problem}: `{place}`")


def _refused_by_go(pattern: str) -> tuple[int, GoError] | None:
    """The first place where Go sees an error and RE2 may not."""
    groups: list[bool] = []
    height = 0
    for token in _TOKEN.finditer(pattern):
        place, text = token.start(), token[0]
        if text == r"\C":
            return place, _error("invalid escape sequence", text)
        if token["group"]:
            if not token["named"]:
                return place, _error("invalid named capture", pattern[place:])
            if not _NAME.fullmatch(token["name"]):
                return place, _error("invalid named capture", text)
        if any(_TOO_LONG_COUNT.fullmatch(token[each] or "") for each in ("least", "most")):
            return place, _error("invalid repeat count", text)
        if token["end"] == "":
            inside = next((each for each in _ESCAPE.finditer(pattern, place) if each[0] == r"\C"), None)
            return None if inside is None else (inside.start(), _error("invalid escape sequence", r"\C"))
        if token["close"] and groups:
            height -= groups.pop()
        elif token["open"] or token["group"] or token["plain"]:
            groups.append(not token["plain"])
            height += groups[-1]
            if height >= _HEIGHT:
                return place, _error("expression nests too deeply", pattern)
    return None
