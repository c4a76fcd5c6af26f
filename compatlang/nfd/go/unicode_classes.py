r"""The names of Unicode classes (`\p{Greek}`) that Go knows since 1.25 and RE2 does not.

Go ignores case, spaces, `_` and `-` in a name (and so no longer finds scripts of several words, as `Old_Italic`), and
knows the long names of the categories. It also has `ASCII`, `Assigned`, `LC` and `Cn`, and counts unassigned characters
to `C`. Which characters are assigned is a matter of the Unicode version: Go has 15.0, Python perhaps another.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from itertools import groupby

from compatlang.values.lazy import lazily

_CATEGORIES = {
    "L": "Letter",
    "LC": "Cased_Letter",
    "Lu": "Uppercase_Letter",
    "Ll": "Lowercase_Letter",
    "Lt": "Titlecase_Letter",
    "Lm": "Modifier_Letter",
    "Lo": "Other_Letter",
    "M": "Mark Combining_Mark",
    "Mn": "Nonspacing_Mark",
    "Mc": "Spacing_Mark",
    "Me": "Enclosing_Mark",
    "N": "Number",
    "Nd": "Decimal_Number digit",
    "Nl": "Letter_Number",
    "No": "Other_Number",
    "P": "Punctuation punct",
    "Pc": "Connector_Punctuation",
    "Pd": "Dash_Punctuation",
    "Ps": "Open_Punctuation",
    "Pe": "Close_Punctuation",
    "Pi": "Initial_Punctuation",
    "Pf": "Final_Punctuation",
    "Po": "Other_Punctuation",
    "S": "Symbol",
    "Sm": "Math_Symbol",
    "Sc": "Currency_Symbol",
    "Sk": "Modifier_Symbol",
    "So": "Other_Symbol",
    "Z": "Separator",
    "Zs": "Space_Separator",
    "Zl": "Line_Separator",
    "Zp": "Paragraph_Separator",
    "C": "Other",
    "Cc": "Control cntrl",
    "Cf": "Format",
    "Cs": "Surrogate",
    "Co": "Private_Use",
    "Cn": "Unassigned",
    "Any": "",
    "ASCII": "",
    "Assigned": "",
}
_OWN = {"C": ("Cc", "Cf", "Cs", "Co", "Cn"), "LC": ("Lu", "Ll", "Lt"), "Cn": ("Cn",), "Assigned": ("Cn",)}
"""Classes that RE2 has not or sees otherwise, by the categories of their characters, or of all others (`Assigned`)."""
_SPACING = lazily("[ _-]+")
_TOKEN = lazily(
    r"""
      \\Q .*? (?: \\E | \Z )
    | \\ (?P<sign> [pP] ) \{ (?P<caret> \^? ) (?P<name> [^}]{0,64} ) \}
    | \\ (?P<short_sign> [pP] ) (?P<short> [A-Za-z] )
    | \\ . | \\
    | \[:\^?\w+:\] | (?P<open> \[ (?: \^? \] )? ) | (?P<close> \] )
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def for_re2(pattern: str) -> list[tuple[str, str]]:
    r"""The expression in pieces, each as RE2 wants it and as it was written.

    >>> [ours for ours, _ in for_re2(r"[\p{letter}]\P{ASCII}")]
    ['[', '\\p{L}', ']', '[\\x{80}-\\x{10ffff}]']
    """
    if "\\p" not in pattern and "\\P" not in pattern:
        return [(pattern, pattern)]
    pieces = []
    inside = False
    for token in _TOKEN.finditer(pattern):
        name = token["short"] or token["name"]
        ours = token[0]
        if name is not None:
            negative = ((token["short_sign"] or token["sign"]) == "P") != bool(token["caret"])
            ours = _class(name, negative, inside) or ours
        elif token["open"]:
            inside = True
        elif token["close"]:
            inside = False
        pieces.append((ours, token[0]))
    return pieces


def _class(name: str, negative: bool, inside: bool) -> str:
    """What RE2 calls a class, "" where its own name stays."""
    canonical = _SPACING.sub("", name).capitalize()
    known = _short_names().get(canonical, canonical)
    ranges = _ranges(known, negative)
    if ranges:
        return ranges if inside else f"[{ranges}]"
    return f"\\{'P' if negative else 'p'}{{{known}}}" if known != name else ""


@lru_cache(1)
def _short_names() -> dict[str, str]:
    names = {short.capitalize(): short for short in _CATEGORIES}
    for short, long in _CATEGORIES.items():
        names.update((_SPACING.sub("", each).capitalize(), short) for each in long.split())
    return names


@lru_cache(16)
def _ranges(name: str, negative: bool) -> str:
    """The characters of a class that RE2 has not, as ranges."""
    if name == "ASCII":
        return r"\x{80}-\x{10ffff}" if negative else r"\x{0}-\x{7f}"
    wanted = _OWN.get(name)
    if wanted is None:
        return ""
    negative = negative != (name == "Assigned")
    category = unicodedata.category
    runs = groupby(range(sys.maxunicode + 1), lambda code: (category(chr(code)) in wanted) != negative)
    spans = [list(codes) for chosen, codes in runs if chosen]
    return "".join(f"\\x{{{span[0]:x}}}-\\x{{{span[-1]:x}}}" for span in spans)
