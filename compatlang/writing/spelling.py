"""How things of other origin are spelt in the language: texts, names, paths, comments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import wrap

from compatlang import limits
from compatlang.values import scalar
from compatlang.values.lazy import lazily

_NAME = lazily(r"[A-Za-z_][0-9A-Za-z_]*")
_OTHERS = lazily(r"[^0-9a-z]+")
_VERSION = lazily(r"[0-9]+(?:\.[0-9A-Za-z]|[-+_^])(?:[0-9A-Za-z+_^-]|\.(?=[0-9A-Za-z+_^-]))*(?<![_-])")
_QUANTITY = lazily(r"[0-9]+(?:\.[0-9]+)?(?:[KMGTPE]i|[numkMGTPE])")
_NUMBER = lazily(r"[0-9]+")

_RESERVED = frozenset(("and", "or", "not", "in", "has", "like", "matches", "is", "true", "false"))
_UNCALLABLE = frozenset(("any", "all", "none", "count", "version", "d"))
"""Names of rules that could not be called, and what instances are called here."""

_COMMENT_WIDTH = 120


def quoted(text: str) -> str:
    """A string literal."""
    literal = json.dumps(text, ensure_ascii=False)
    return literal if literal.isprintable() else json.dumps(text)


def is_too_long(text: str) -> bool:
    """Whether a string literal cannot hold a text."""
    return len(text.encode("utf-8", "surrogatepass")) > limits.STRING_BYTES


def is_name(text: str) -> bool:
    """Whether a text can stand as a name of its own."""
    return _NAME.fullmatch(text) is not None and text not in _RESERVED


def path(domain: str, element: str = "") -> str:
    """A feature path. What is no name between dots is written as a subscript.

    >>> path("cpu.security", "sgx.enabled"), path("local.label", "a/b")
    ('cpu.security.sgx.enabled', 'local.label["a/b"]')
    """
    first, *rest = domain.split(".")
    written = first + "".join(segment(each) for each in rest)
    if not element:
        return written
    dotted = element.split(".")
    if all(_NAME.fullmatch(each) for each in dotted):
        return f"{written}.{element}"
    return f"{written}[{quoted(element)}]"


def segment(name: str) -> str:
    """One more segment of a path."""
    return f".{name}" if _NAME.fullmatch(name) else f"[{quoted(name)}]"


def field(name: str) -> str:
    """An element in a block of a `domain`."""
    return name if is_name(name) else f"[{quoted(name)}]"


def version_literal(text: str) -> str | None:
    """A version as a literal, or None where the language has no literal that means just that."""
    if scalar.literal_bounds("version", text) is None:
        return None
    if _NUMBER.fullmatch(text):
        return text
    return text if _VERSION.fullmatch(text) and not _QUANTITY.fullmatch(text) else None


def identifier(text: str, otherwise: str) -> str:
    """A text of people as a name in snake case.

    >>> identifier("one of available NICs", "rule"), identifier("2 GPUs", "rule")
    ('one_of_available_nics', 'rule_2_gpus')
    """
    name = _OTHERS.sub("_", text.lower()).strip("_")[:60].rstrip("_")
    if not name:
        return otherwise
    if not name[0].isalpha() or name in _RESERVED or name in _UNCALLABLE:
        return f"{otherwise}_{name}"
    return name


class Names:
    """Names that are taken, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, text: str, otherwise: str) -> str:
        """A name like a text that nothing else has; equal ones are numbered."""
        wanted = identifier(text, otherwise)
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name


def shown(text: str) -> str:
    """A text of a document in a comment or a message, on one line whatever it holds."""
    return text if text.isprintable() else json.dumps(text)[1:-1]


def comment(text: str, mark: str = "#", indent: str = "", hanging: str = "") -> list[str]:
    """A text as lines of comment, wrapped between words; those after the first begin with `hanging`."""
    begin = f"{indent}{mark} "
    return wrap(
        shown(text),
        _COMMENT_WIDTH,
        initial_indent=begin,
        subsequent_indent=begin + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [begin.rstrip()]
