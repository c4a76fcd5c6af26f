"""Named syntax errors: from where the parser stopped to a sentence that says what was expected there.

`explain` asks, from the most telling to the least: is it a mistake with a name of its own (`=` for `==`, a chain of
comparisons, a bracket that is never closed), does the statement begin with an unknown word, and else, what could have stood
here. The types of tokens that the parser would have taken are put together to a few words a reader knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compatlang.diagnostics.codes.syntax import SYNTAX, UNCLOSED, WRONG_LITERAL, WRONG_OPERATOR
from compatlang.diagnostics.diagnostic import Diagnostic, Label
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.source import Span
from compatlang.syntax.mistakes import shown
from compatlang.syntax.tokens import COMPARISONS, END, Token
from compatlang.syntax.words import BEGINS, ITEMS, QUANTIFIERS, STATEMENTS, TEST_STATEMENTS

_ELSEWHERE = (
    (ITEMS, "stands at the top level of a file"),
    (STATEMENTS, "stands in a policy"),
    (TEST_STATEMENTS, "stands in a test"),
    (("because", "fix"), "belongs behind a requirement or a warning"),
)
_PLACES = {
    "_item": "declaration",
    "_statement": "statement of a policy",
    "_test_statement": "statement of a test",
    "meta": "line before a table's header",
}
_NAMED = {
    "require": "the requirement's name",
    "forbid": "the requirement's name",
    "warn": "the warning's name",
    "prefer": "the preference's name",
    "profile": "the profile's name",
    "policy": "the policy's name",
    "rule": "the rule's name",
    "table": "the table's name",
    "let": "the name",
}
_OTHER_WORDS = {
    "contains": "has",
    "includes": "has",
    "equals": "==",
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gte": ">=",
    "ge": ">=",
    "lt": "<",
    "lte": "<=",
    "le": "<=",
    "regex": "matches",
    "isnt": "!=",
}
_UNITS = frozenset({"n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"})
_COMPARING = COMPARISONS | {"IN", "HAS", "LIKE", "MATCHES", "IS"}
_CONDITION_AFTER = frozenset({"AND", "OR", "NOT", "COLON", "LBRACE", "WHEN"})


class Stop:
    """Where the parser stopped: a statement's tokens, the place of the one it could not take, and what it could take."""

    def __init__(
        self, start: str, tokens: Sequence[Token], index: int, accepts: frozenset[str], literals: Mapping[str, str]
    ) -> None:
        self.start = start
        self.tokens = tokens
        self.index = index
        self.accepts = accepts
        self.literals = literals
        """The text of each terminal that has only one."""
        self.at_end = index >= len(tokens)
        end = tokens[-1].span.end if tokens else 0
        nothing = Token(END, "", Span(tokens[-1].span.file if tokens else "", end, end))
        self.before = tokens[index - 1] if 0 < index <= len(tokens) else nothing
        self.found = nothing if self.at_end else tokens[index]
        self.head = tokens[0].text if tokens else ""

    @property
    def span(self) -> Span:
        """The token that cannot stand here, or the last one where more was expected."""
        return self.before.span if self.at_end else self.found.span

    @property
    def expects_expression(self) -> bool:
        """Whether an operand was expected."""
        return "COUNT" in self.accepts and "STRING" in self.accepts

    @property
    def expects_pattern(self) -> bool:
        """Whether a pattern was expected."""
        return "SERIES" in self.accepts and "LESS" in self.accepts and "LSQB" in self.accepts

    @property
    def operand_complete(self) -> bool:
        """Whether an expression could end here."""
        return "AND" in self.accepts


def explain(stop: Stop) -> Diagnostic:
    """The diagnostic that names the error."""
    return (
        _bracket(stop)
        or _first_word(stop)
        or _wrong_equal(stop)
        or _chained(stop)
        or _wildcard(stop)
        or _special(stop)
        or _expectation(stop)
    )


def _bracket(stop: Stop) -> Diagnostic | None:
    open_brackets: list[Token] = []
    for token in stop.tokens[: stop.index]:
        if token.type in ("LPAR", "LSQB"):
            open_brackets.append(token)
        elif token.type in ("RPAR", "RSQB") and open_brackets:
            open_brackets.pop()
    found = stop.found
    if not open_brackets:
        if found.type in ("RPAR", "RSQB", "RBRACE"):
            if stop.expects_expression or stop.expects_pattern:
                return None
            return SYNTAX.at(found.span, f"this `{found.text}` closes nothing")
        return None
    opening = open_brackets[-1]
    closing = ")" if opening.type == "LPAR" else "]"
    if not stop.accepts & {"RPAR", "RSQB"}:
        return None
    if found.type in ("RPAR", "RSQB") and found.text != closing:
        return SYNTAX.at(
            found.span,
            f"`{found.text}` does not close `{opening.text}`",
            labels=[Label(opening.span, "opened here")],
            help=f"write `{closing}`",
        )
    depth = len(open_brackets)
    for token in stop.tokens[stop.index :]:
        depth += (token.type in ("LPAR", "LSQB")) - (token.type in ("RPAR", "RSQB"))
        if depth < len(open_brackets):
            return None
    return UNCLOSED.at(opening.span, f"this `{opening.text}` is never closed", help=f"close it with `{closing}`")


def _first_word(stop: Stop) -> Diagnostic | None:
    if stop.index != 0 or stop.at_end:
        return None
    found, place = stop.found, _PLACES.get(stop.start)
    if place is None:
        return None
    said = shown(found.text)
    if found.type != "NAME":
        article = "a declaration" if stop.start == "_item" else f"a {place}"
        return SYNTAX.at(found.span, f"{article} was expected, found `{said}`")
    words = BEGINS[stop.start]
    for others, where in _ELSEWHERE:
        if found.text in others and others is not words:
            return SYNTAX.at(found.span, f"`{said}` {where}, not here")
    message = f"`{said}` begins no {place}"
    advice = did_you_mean(found.text, words)
    if not advice and stop.start == "_statement":
        follows = stop.tokens[1].type if len(stop.tokens) > 1 else END
        if follows == "DOT" or follows in _COMPARING:
            advice = "a condition stands in a requirement: write `require NAME: …`"
    return SYNTAX.at(found.span, message, help=advice)


def _wrong_equal(stop: Stop) -> Diagnostic | None:
    if stop.found.type == "EQUAL" and "EQUAL_TO" in stop.accepts:
        return WRONG_OPERATOR.at(stop.span, "`=` does not compare", help="write `==`")
    if stop.found.type == "EQUAL_TO" and "EQUAL" in stop.accepts:
        return WRONG_OPERATOR.at(stop.span, "`==` compares and gives no value to a name", help="write `=`")
    return None


def _chained(stop: Stop) -> Diagnostic | None:
    compares = stop.found.type in _COMPARING or (
        stop.found.type == "NOT"
        and stop.tokens[stop.index + 1 : stop.index + 2]
        and stop.tokens[stop.index + 1].type == "IN"
    )
    if compares and stop.operand_complete:
        return SYNTAX.at(
            stop.span,
            "this comparison is chained; `a < b < c` means nothing here",
            help="write `a < b and b < c`",
        )
    return None


def _wildcard(stop: Stop) -> Diagnostic | None:
    if stop.found.type != "STAR":
        return None
    before = stop.before
    if before.type in ("INT", "VERSION") and before.span.end == stop.found.span.start:
        return WRONG_LITERAL.at(
            before.span.to(stop.found.span), f"`{shown(before.text)}*` is no series", help=f"write `{before.text}.*`"
        )
    if stop.expects_expression or stop.expects_pattern:
        return SYNTAX.at(
            stop.span,
            "`*` stands only in a cell of a table",
            help="elsewhere it asks nothing: leave the condition out, or write what is accepted",
        )
    return None


def _special(stop: Stop) -> Diagnostic | None:
    found, before = stop.found, stop.before
    if found.type == "NOT" and stop.expects_pattern:
        return SYNTAX.at(stop.span, "a pattern has no `not`", help="write `x not in …`, or name what is accepted")
    if found.type == "LPAR" and stop.expects_pattern and not stop.expects_expression:
        return SYNTAX.at(stop.span, "a pattern has no `( )`", help="a set stands in `[ ]`")
    if found.type == "NAME" and found.text in ("because", "fix"):
        if stop.head == "prefer":
            return SYNTAX.at(stop.span, f"a preference has no `{found.text}`")
        if any(each.type == "NAME" and each.text == found.text for each in stop.tokens[: stop.index]):
            return SYNTAX.at(stop.span, f"`{found.text}` stands here twice")
    if found.type == "NAME" and stop.operand_complete and found.text in _OTHER_WORDS:
        return WRONG_OPERATOR.at(
            stop.span, f"`{found.text}` is not an operator here", help=f"write `{_OTHER_WORDS[found.text]}`"
        )
    if (
        stop.accepts == {"NAME"}
        and found.text in stop.literals.values()
        and found.type != "NAME"
        and found.text.isalpha()
    ):
        return SYNTAX.at(stop.span, f"`{found.text}` is a reserved word and no name", help="choose another name")
    if found.type == "NAME" and before.type in ("INT", "VERSION") and found.text in _UNITS:
        return WRONG_LITERAL.at(
            before.span.to(found.span),
            "a quantity is written without a space",
            help=f"write `{before.text}{found.text}`",
        )
    if found.type == "LSQB" and stop.accepts == {"LBRACE"}:
        return SYNTAX.at(stop.span, "conditions stand in `{ }`, not in `[ ]`", help="write `{ … }`")
    if found.type == "LBRACE" and before.text in QUANTIFIERS and stop.operand_complete:
        advice = "" if before.text == "count" else f"to join conditions, write `{before.text} of {{ … }}`"
        return SYNTAX.at(stop.span, f"a domain was expected after `{before.text}`", help=advice)
    if found.type in COMPARISONS and stop.expects_expression and before.type in ("LPAR", "COMMA", "COLON"):
        return SYNTAX.at(
            stop.span, f"a value was expected, found `{found.text}`", help="what is passed on is a value, no pattern"
        )
    if stop.start == "field" and found.type == "COMMA":
        return SYNTAX.at(stop.span, "fields are not set apart by `,`", help="write `;`, or each on its own line")
    if stop.head == "import" and stop.accepts == {"AS"}:
        return SYNTAX.at(stop.span, "a file that is imported needs a name", help='write `import "…" as NAME`')
    if (
        stop.start == "columns"
        and found.type != "NAME"
        and stop.index <= 1
        and "COLON" not in {each.type for each in stop.tokens}
    ):
        return SYNTAX.at(
            stop.span,
            "the table's header was expected",
            help="write the columns first: `cuda: version | driver: version`",
        )
    if found.type in ("TO", "TO_BELOW") and stop.operand_complete:
        return SYNTAX.at(stop.span, "a range stands behind `in`", help=f"write `in a {found.text} b`")
    if before.type == "NOT" and stop.accepts == {"IN"}:
        return SYNTAX.at(
            stop.span, "`in` was expected after `not`", help="to negate a condition, write `not` before it"
        )
    return None


def _expectation(stop: Stop) -> Diagnostic:
    wanted = _wanted(stop)
    found = stop.found
    advice = ""
    if found.type == "NAME":
        words = [text for kind, text in stop.literals.items() if kind in stop.accepts and text.isalpha()]
        advice = did_you_mean(found.text, words)
    elif found.type == "STRING" and "NAME" in stop.accepts and found.text[1:-1].isidentifier():
        advice = f"write `{found.text[1:-1]}`"
    if not wanted:
        return SYNTAX.at(stop.span, f"`{shown(found.text)}` cannot stand here", help=advice)
    after = f" after {_said(stop)}" if stop.index else ""
    message = f"{wanted} was expected{after}"
    if not stop.at_end and found.text:
        message += f", found `{shown(found.text)}`" if found.text != "\n" else ", found the end of the line"
    return SYNTAX.at(stop.span, message, help=advice)


def _said(stop: Stop) -> str:
    if stop.index == 2 and stop.head in _NAMED and stop.before.type == "NAME":
        return _NAMED[stop.head]
    first = stop.index - 1
    while first >= 2 and stop.tokens[first].type == "NAME" and stop.tokens[first - 1].type == "DOT":
        first -= 2
    said = "".join(each.text for each in stop.tokens[first : stop.index])
    return f"`{shown(said)}`" if said else "this"


def _wanted(stop: Stop) -> str:
    """What could have stood here, in a few words; empty where no few words say it."""
    accepts = stop.accepts
    if stop.start == "cell" and stop.index == 0:
        return "a pattern"
    if stop.index == 2 and stop.head == "given" and stop.before.text in ("snapshot", "no", "unreported"):
        return "a string" if stop.before.text == "snapshot" else "a name"
    if stop.expects_expression:
        if "NOT" not in accepts:
            return "a value"
        return "a condition" if _asks_condition(stop) else "a value"
    if stop.expects_pattern:
        return "a pattern"
    parts: list[str] = []
    if stop.operand_complete:
        parts.append("an operator")
    elif accepts >= {"STRING", "VERSION", "INT"}:
        parts.append("a value")
    elif accepts >= {"STRING", "VERSION"}:
        parts.append("a date")
    else:
        for kind, words in (("STRING", "a string"), ("NAME", "a name"), ("INT", "a whole number")):
            if kind in accepts:
                parts.append(words)
    literal = not stop.operand_complete and accepts >= {"STRING", "VERSION", "INT"}
    for kind in sorted(accepts, key=lambda kind: (not kind.isalpha(), kind not in ("EQUAL", "COLON"), kind)):
        text = stop.literals.get(kind)
        if text is None or (literal and kind in ("TRUE", "FALSE", "LSQB")):
            continue
        if stop.operand_complete and (
            kind in _COMPARING or kind in ("AND", "OR", "NOT", "OR_ELSE", "LSQB", "LPAR", "DOT")
        ):
            continue
        if text in ("(", "[", ".", "/", "..", "..<") and len(accepts) > 2:
            continue
        if text.isalpha() and END in accepts and stop.operand_complete:
            continue
        parts.append(f"`{text}`")
    if END in accepts:
        parts = [each for each in parts if not each.startswith("`")][:1]
        parts.append("the end of the cell" if stop.start in ("cell", "row") else "the end of the statement")
    if not parts or len(parts) > 6:
        return ""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " or " + parts[-1]


def _asks_condition(stop: Stop) -> bool:
    """Whether what was expected is asked, rather than compared, passed on or set."""
    before = stop.before
    if before.type in ("AND", "OR", "NOT", "LBRACE"):
        return True
    if before.type == "COLON":
        return not any(each.type == "LPAR" for each in _open_brackets(stop))
    return before.type == "NAME" and before.text == "when"


def _open_brackets(stop: Stop) -> list[Token]:
    opened: list[Token] = []
    for token in stop.tokens[: stop.index]:
        if token.type in ("LPAR", "LSQB"):
            opened.append(token)
        elif token.type in ("RPAR", "RSQB") and opened:
            opened.pop()
    return opened
