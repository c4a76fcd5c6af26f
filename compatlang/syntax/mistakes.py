"""What is no token of the language: literals that cannot be read, operators of other languages, stray characters.

Each becomes a token of the type that was probably meant, so that the rest of the line keeps its shape, and a diagnostic
that says what to write. Literals that match a terminal but pass a limit are found here as well.
"""

from __future__ import annotations

import json
import re
import unicodedata

from compatlang import limits
from compatlang.diagnostics.codes.syntax import LIMIT, SYNTAX, UNCLOSED, WRONG_LITERAL, WRONG_OPERATOR
from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.source import Span
from compatlang.syntax.tokens import MISTAKE

BEFORE = (
    ("V_VERSION", r"[vV][0-9]+(?:\.[0-9])(?:[0-9A-Za-z_+~^-]|\.(?!\.)\*?)*"),
    ("FOREIGN", r"===|!==|=~|!~|=>|=<(?![0-9])|<>|\*\*|&&?|\|\||!(?!=)"),
)
"""Tried before the grammar's terminals."""

AFTER = (
    ("BAD_STRING", r'"(?:[^"\\\r\n]|\\[^\r\n])*"'),
    ("OPEN_STRING", r'"(?:[^"\\\r\n]|\\[^\r\n])*\\?'),
    ("SINGLE_QUOTED", r"'(?:[^'\\\r\n]|\\[^\r\n])*'|'[^'\s{}()\[\];|,]*"),
    ("CURLY_QUOTED", '[\u201c\u201d\u201e\u2018\u2019][^\u201c\u201d\u2018\u2019"\r\n]*[\u201c\u201d\u2018\u2019"]?'),
    ("BACK_QUOTED", r"`[^`\r\n]*`?"),
    ("BAD_NUMBER", r"-?[0-9](?:[0-9A-Za-z_+~^-]|\.(?!\.))*\*?"),
    ("FOREIGN_WORD", r"\w+"),
    ("SPACE", r"[^\S\r\n]+|\r+"),
    ("OTHER", r"[^\w\s\"'#;,|(){}\[\]]|\s"),
)
"""Tried where no terminal matches; together with the terminals they match every character."""

_INSTEAD = {
    "&&": ("and", "AND"),
    "&": ("and", "AND"),
    "||": ("or", "OR"),
    "!": ("not", "NOT"),
    "===": ("==", "EQUAL_TO"),
    "!==": ("!=", "NOT_EQUAL_TO"),
    "<>": ("!=", "NOT_EQUAL_TO"),
    "=~": ("matches", "MATCHES"),
    "=<": ("<=", "AT_MOST"),
    "=>": (">=", "AT_LEAST"),
}

_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})(?:u[0-9A-Fa-f]{0,3}|.)')
_GOOD_OR_BAD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})|(\\(?:u[0-9A-Fa-f]{0,3}|.))')
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONG_DIGITS = re.compile(f"[0-9]{{{limits.VERSION_DIGITS + 1}}}")
_NUMBER_TYPES = frozenset({"INT", "VERSION", "SERIES", "QUANTITY", "ID"})
_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([kKmMgGtTpPeE])(i?)([bB]?)")
_HEXADECIMAL = re.compile("[0-9a-fA-F]{1,16}")
_SHORT_STRING = limits.STRING_BYTES // 4
"""A string of so few characters cannot pass the limit in bytes."""


def look_at(kind: str, text: str, span: Span) -> tuple[str, Diagnostic | None]:
    """The type to give to what matched as `kind`, and what is wrong with it, if anything."""
    match kind:
        case "STRING":
            return kind, _string(text, span)
        case "INT" | "VERSION" | "SERIES" | "QUANTITY" | "ID":
            return kind, _number(kind, text, span)
        case "V_VERSION":
            return "VERSION", WRONG_LITERAL.at(span, "a version is written without `v`", help=f"write `{text[1:]}`")
        case "FOREIGN":
            return _foreign_operator(text, span)
        case "BAD_STRING":
            return "STRING", _bad_escape(text, span)
        case "OPEN_STRING":
            return _open_string(text, span)
        case "SINGLE_QUOTED":
            inner = text[1:].removesuffix("'")
            return "STRING", WRONG_LITERAL.at(
                span, "a string stands in double quotes", help=f"write {json.dumps(inner, ensure_ascii=False)}"
            )
        case "CURLY_QUOTED" | "BACK_QUOTED":
            inner = text.strip('\u201c\u201d\u201e\u2018\u2019`"')
            return "STRING", WRONG_LITERAL.at(
                span, "a string stands in plain double quotes", help=f"write {json.dumps(inner, ensure_ascii=False)}"
            )
        case "BAD_NUMBER":
            return _bad_number(text, span)
        case "FOREIGN_WORD":
            return "NAME", SYNTAX.at(
                span, f"`{shown(text)}` is no name: names have the letters `a` to `z`, digits and `_`"
            )
        case _:
            return MISTAKE, _stray(text, span)


def shown(text: str) -> str:
    """A text as a message shows it: short, and without characters that cannot be seen."""
    clean = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text[:48])
    return clean + ("…" if len(text) > 48 else "")


def _string(text: str, span: Span) -> Diagnostic | None:
    if len(text) > _SHORT_STRING:
        size = len(text[1:-1].encode("utf-8", "surrogatepass"))
        if size > limits.STRING_BYTES:
            return LIMIT.at(span, f"a string of {size} bytes; at most {limits.STRING_BYTES} are allowed")
    if "\\" in text and _SURROGATE_ESCAPE.search(text) and _SURROGATE.search(json.loads(text, strict=False)):
        return WRONG_LITERAL.at(
            span,
            "this string has half of a surrogate pair",
            help="write both halves, or the character itself",
        )
    return None


def _number(kind: str, text: str, span: Span) -> Diagnostic | None:
    if len(text) > limits.VERSION_CHARACTERS:
        return LIMIT.at(
            span, f"a number or version of {len(text)} characters; at most {limits.VERSION_CHARACTERS} are allowed"
        )
    if kind in ("VERSION", "SERIES"):
        if _LONG_DIGITS.search(text):
            return LIMIT.at(span, f"a version with more than {limits.VERSION_DIGITS} digits in a row")
        if text.endswith((".x", ".X")):
            return WRONG_LITERAL.at(span, f"`{text}` is no series", help=f"write `{text[:-1]}*`")
    return None


def _foreign_operator(text: str, span: Span) -> tuple[str, Diagnostic]:
    if text in _INSTEAD:
        word, kind = _INSTEAD[text]
        return kind, WRONG_OPERATOR.at(span, f"`{text}` is not an operator here", help=f"write `{word}`")
    if text == "!~":
        return MISTAKE, WRONG_OPERATOR.at(span, "`!~` is not an operator here", help='write `not x matches "…"`')
    return MISTAKE, WRONG_OPERATOR.at(span, f"`{text}` is not an operator here")


def _bad_escape(text: str, span: Span) -> Diagnostic:
    for found in _GOOD_OR_BAD_ESCAPE.finditer(text):
        if found[1] is not None:
            at = Span(span.file, span.start + found.start(), span.start + found.end())
            written = found[1].replace("\\", "\\\\", 1)
            return WRONG_LITERAL.at(
                at,
                f"`{shown(found[1])}` is no escape of a string",
                help=f"for a backslash write two: `{shown(written)}`",
            )
    return WRONG_LITERAL.at(span, "this string cannot be read")


def _open_string(text: str, span: Span) -> tuple[str, Diagnostic]:
    return "STRING", UNCLOSED.at(span, "this string is never closed", help='close it with `"` on the same line')


def _bad_number(text: str, span: Span) -> tuple[str, Diagnostic]:
    said = f"`{shown(text)}`"
    if len(text) > limits.VERSION_CHARACTERS:
        return "INT", LIMIT.at(
            span, f"a number or version of {len(text)} characters; at most {limits.VERSION_CHARACTERS} are allowed"
        )
    if text[:2] in ("0x", "0X"):
        return "ID", WRONG_LITERAL.at(
            span, f"{said} is no hexadecimal id", help="after `0x` only `0` to `9` and `a` to `f`"
        )
    unit = _UNIT.fullmatch(text)
    if unit:
        letter = "k" if unit[2] in "kK" and not unit[3] else unit[2].upper()
        right = f"{unit[1]}{letter}{unit[3]}"
        return "QUANTITY", WRONG_LITERAL.at(span, f"{said} is no quantity", help=f"write `{right}`")
    if text.startswith("-"):
        return "INT", WRONG_LITERAL.at(span, f"{said} is no number: only whole decimal numbers can be negative")
    if text.endswith("*"):
        right = text.rstrip("*").rstrip(".-_") + ".*"
        return "SERIES", WRONG_LITERAL.at(span, f"{said} is no series", help=f"write `{right}`")
    if text.endswith("."):
        return "VERSION", WRONG_LITERAL.at(
            span, f"{said} is no version: it ends in `.`", help=f"write `{text.rstrip('.')}`"
        )
    if _HEXADECIMAL.fullmatch(text):
        return "ID", WRONG_LITERAL.at(
            span, f"{said} is no number, version or quantity", help=f"an id is written `0x{text}`"
        )
    return "VERSION", WRONG_LITERAL.at(
        span,
        f"{said} is no number, version or quantity",
        help="letters stand behind dotted numbers only, as in `5.15rc1`" if text.isalnum() else "",
    )


def _stray(text: str, span: Span) -> Diagnostic:
    character = text[0]
    if character == "\r":
        return SYNTAX.at(span, "a carriage return without a line feed", help="end lines with LF or CR LF")
    if "\ud800" <= character <= "\udfff":
        return SYNTAX.at(span, "half of a surrogate pair, which is no character")
    if character in "+-%":
        return WRONG_OPERATOR.at(span, f"`{character}` is not an operator here", notes=["there is no arithmetic"])
    if character.isprintable():
        return SYNTAX.at(span, f"the character `{character}` has no meaning here")
    name = unicodedata.name(character, "").lower()
    number = f"U+{ord(character):04X}"
    return SYNTAX.at(
        span,
        f"the character {number} ({name}) has no meaning here"
        if name
        else f"the character {number} has no meaning here",
        help="write a plain space" if unicodedata.category(character).startswith("Z") else "",
    )
