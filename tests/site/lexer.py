"""Colours for `compat` blocks: the words, literals and comments of the grammar.

Which word is a keyword depends on where it stands; here it is one wherever it is no part of a path.
"""

from __future__ import annotations

from typing import ClassVar

from pygments import token
from pygments.lexer import RegexLexer, words

__all__ = ["CompatLexer"]

DECLARING = (
    *("edition", "module", "import", "as", "let", "table", "source", "updated", "review", "from", "closed", "feature"),
    *("domain", "rule", "policy", "test"),
)
STATING = (
    *("image", "include", "require", "forbid", "warn", "prefer", "when", "profile", "weight", "tag", "because", "fix"),
    *("given", "snapshot", "unreported", "expect", "degraded", "at", "only", "with", "score"),
)
ASKING = ("and", "or", "not", "in", "has", "like", "matches", "is", "any", "all", "none", "of", "count")
SAYING = (
    *("true", "false", "reported", "present", "missing"),
    *("compatible", "incompatible", "unknown", "yes", "no"),
)
_NOT_IN_A_PATH = r"(?<![.\w])"
_ENDS = r"(?![\w.])"


class CompatLexer(RegexLexer):  # type: ignore[misc] # Pygments ships no types
    """The lexer that Pygments asks."""

    name = "compatlang"
    aliases: ClassVar[list[str]] = ["compat"]
    filenames: ClassVar[list[str]] = ["*.compat"]

    tokens: ClassVar[dict[str, list[object]]] = {
        "root": [
            (r"[ \t\f\r\n]+", token.Whitespace),
            (r"#.*", token.Comment.Single),
            (r'"(?:[^"\\\n]|\\.)*"', token.String),
            (words(DECLARING, _NOT_IN_A_PATH, _ENDS), token.Keyword.Declaration),
            (words(STATING, _NOT_IN_A_PATH, _ENDS), token.Keyword),
            (words(ASKING, _NOT_IN_A_PATH, _ENDS), token.Operator.Word),
            (words(SAYING, _NOT_IN_A_PATH, _ENDS), token.Keyword.Constant),
            (r"0[xX][0-9a-fA-F]+", token.Number.Hex),
            (r"-?[0-9](?:[0-9A-Za-z+~_^*-]|\.(?!\.))*", token.Number),
            (r"\.\.<?|[=!<>]=|\?\?|[+-]=|[<>=|*]", token.Operator),
            (r"[A-Za-z_]\w*", token.Name),
            (r"[{}()\[\],:;.]", token.Punctuation),
        ]
    }
