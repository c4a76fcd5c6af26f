"""What each mistake is answered with: code, place, message and help.

A snippet that begins with `| ` is a statement of a policy, one that begins with `? ` the condition of a requirement in one.
Places are line and column within the whole text.
"""

from __future__ import annotations

import pytest

from compatlang.source import SourceFile
from compatlang.syntax import parse

MESSAGES = [
    (
        "? any pci.device { vendor == 10de }",
        [("wrong-literal", 2, 41, "`10de` is no number, version or quantity", "an id is written `0x10de`")],
    ),
    (
        "? node.capacity.memory >= 64 Gi",
        [("wrong-literal", 2, 38, "a quantity is written without a space", "write `64Gi`")],
    ),
    (
        "? any of [ x == 1 ]",
        [("syntax", 2, 21, "conditions stand in `{ }`, not in `[ ]`", "write `{ … }`")],
    ),
    (
        "? x in",
        [("syntax", 2, 16, "a pattern was expected after `in`", "")],
    ),
    (
        "? x == 1 and",
        [("syntax", 2, 21, "a condition was expected after `and`", "")],
    ),
    (
        "? x ==",
        [("syntax", 2, 16, "a value was expected after `==`", "")],
    ),
    (
        "? not",
        [("syntax", 2, 14, "a condition was expected after `not`", "")],
    ),
    (
        "? x ?? ",
        [("syntax", 2, 16, "a value was expected after `??`", "")],
    ),
    (
        "? x has",
        [("syntax", 2, 16, "a string, a name or `any` was expected after `has`", "")],
    ),
    (
        "? x like",
        [("syntax", 2, 16, "a string was expected after `like`", "")],
    ),
    (
        "? x like y",
        [("syntax", 2, 21, "a string was expected after `like`, found `y`", "")],
    ),
    (
        "? x is",
        [("syntax", 2, 16, "`missing`, `present` or `reported` was expected after `is`", "")],
    ),
    (
        "? x is presnt",
        [
            (
                "syntax",
                2,
                19,
                "`missing`, `present` or `reported` was expected after `is`, found `presnt`",
                "did you mean `present`?",
            )
        ],
    ),
    (
        "? x in not 5",
        [("syntax", 2, 19, "a pattern has no `not`", "write `x not in …`, or name what is accepted")],
    ),
    (
        "? x in (5, 6)",
        [("syntax", 2, 19, "a pattern has no `( )`", "a set stands in `[ ]`")],
    ),
    (
        "? x in *",
        [
            (
                "syntax",
                2,
                19,
                "`*` stands only in a cell of a table",
                "elsewhere it asks nothing: leave the condition out, or write what is accepted",
            )
        ],
    ),
    (
        "? x == *",
        [
            (
                "syntax",
                2,
                19,
                "`*` stands only in a cell of a table",
                "elsewhere it asks nothing: leave the condition out, or write what is accepted",
            )
        ],
    ),
    (
        "? x = 5",
        [("wrong-operator", 2, 16, "`=` does not compare", "write `==`")],
    ),
    (
        "? x && y",
        [("wrong-operator", 2, 16, "`&&` is not an operator here", "write `and`")],
    ),
    (
        "? x || y",
        [("wrong-operator", 2, 16, "`||` is not an operator here", "write `or`")],
    ),
    (
        "? !x",
        [("wrong-operator", 2, 14, "`!` is not an operator here", "write `not`")],
    ),
    (
        "? x == 'abc'",
        [("wrong-literal", 2, 19, "a string stands in double quotes", 'write "abc"')],
    ),
    (
        "? x == “abc”",
        [("wrong-literal", 2, 19, "a string stands in plain double quotes", 'write "abc"')],
    ),
    (
        "? x == `abc`",
        [("wrong-literal", 2, 19, "a string stands in plain double quotes", 'write "abc"')],
    ),
    (
        "? x === y",
        [("wrong-operator", 2, 16, "`===` is not an operator here", "write `==`")],
    ),
    (
        "? x <> y",
        [("wrong-operator", 2, 16, "`<>` is not an operator here", "write `!=`")],
    ),
    (
        '? x =~ "y"',
        [("wrong-operator", 2, 16, "`=~` is not an operator here", "write `matches`")],
    ),
    (
        "? x => y",
        [("wrong-operator", 2, 16, "`=>` is not an operator here", "write `>=`")],
    ),
    (
        "? x + 1 == 2",
        [("wrong-operator", 2, 16, "`+` is not an operator here", "")],
    ),
    (
        "? x - 1 == 2",
        [("wrong-operator", 2, 16, "`-` is not an operator here", "")],
    ),
    (
        '? x contains "y"',
        [("wrong-operator", 2, 16, "`contains` is not an operator here", "write `has`")],
    ),
    (
        "? a < b < c",
        [("syntax", 2, 20, "this comparison is chained; `a < b < c` means nothing here", "write `a < b and b < c`")],
    ),
    (
        "? a == b == c",
        [("syntax", 2, 21, "this comparison is chained; `a < b < c` means nothing here", "write `a < b and b < c`")],
    ),
    (
        "? a in b in c",
        [("syntax", 2, 21, "this comparison is chained; `a < b < c` means nothing here", "write `a < b and b < c`")],
    ),
    (
        "? x not y",
        [("syntax", 2, 20, "`in` was expected after `not`", "to negate a condition, write `not` before it")],
    ),
    (
        "? x == 5 .. 6",
        [("syntax", 2, 21, "a range stands behind `in`", "write `in a .. b`")],
    ),
    (
        "? x y",
        [("syntax", 2, 16, "an operator or the end of the statement was expected after `x`, found `y`", "")],
    ),
    (
        "? x == 5 5",
        [("syntax", 2, 21, "an operator or the end of the statement was expected after `5`, found `5`", "")],
    ),
    (
        "? (x == 1",
        [("unclosed", 2, 14, "this `(` is never closed", "close it with `)`")],
    ),
    (
        "? x == 1)",
        [("syntax", 2, 20, "this `)` closes nothing", "")],
    ),
    (
        "? x in [1, 2",
        [("unclosed", 2, 19, "this `[` is never closed", "close it with `]`")],
    ),
    (
        "? x in [1, 2)",
        [("syntax", 2, 24, "`)` does not close `[`", "write `]`")],
    ),
    (
        "? gpus(8",
        [("unclosed", 2, 18, "this `(` is never closed", "close it with `)`")],
    ),
    (
        "? gpus(8 9)",
        [("syntax", 2, 21, "an operator, `,` or `)` was expected after `8`, found `9`", "")],
    ),
    (
        "? gpus(>= 5)",
        [("syntax", 2, 19, "a value was expected, found `>=`", "what is passed on is a value, no pattern")],
    ),
    (
        "? x in [1 2]",
        [("syntax", 2, 22, "`,` or `]` was expected after `1`, found `2`", "")],
    ),
    (
        "? any { a }",
        [("syntax", 2, 18, "a domain was expected after `any`", "to join conditions, write `any of { … }`")],
    ),
    (
        "? any pci.device",
        [("syntax", 2, 22, "`as` or `{` was expected after `pci.device`", "")],
    ),
    (
        "? any pci.device as { a }",
        [("syntax", 2, 32, "a name was expected after `as`, found `{`", "")],
    ),
    (
        "? x >= v1.2",
        [("wrong-literal", 2, 19, "a version is written without `v`", "write `1.2`")],
    ),
    (
        "? x >= 16GiB",
        [("wrong-literal", 2, 19, "`16GiB` is no quantity", "write `16Gi`")],
    ),
    (
        "? x >= 16gi",
        [("wrong-literal", 2, 19, "`16gi` is no quantity", "write `16Gi`")],
    ),
    (
        "? x == 0x",
        [("wrong-literal", 2, 19, "`0x` is no hexadecimal id", "after `0x` only `0` to `9` and `a` to `f`")],
    ),
    (
        "? x == 0x10zz",
        [("wrong-literal", 2, 19, "`0x10zz` is no hexadecimal id", "after `0x` only `0` to `9` and `a` to `f`")],
    ),
    (
        "? x in 5.15.",
        [("wrong-literal", 2, 19, "`5.15.` is no version: it ends in `.`", "write `5.15`")],
    ),
    (
        "? x in 5.15.x",
        [("wrong-literal", 2, 19, "`5.15.x` is no series", "write `5.15.*`")],
    ),
    (
        "? x in 5.15*",
        [("wrong-literal", 2, 19, "`5.15*` is no series", "write `5.15.*`")],
    ),
    (
        "? x in 5x",
        [
            (
                "wrong-literal",
                2,
                19,
                "`5x` is no number, version or quantity",
                "letters stand behind dotted numbers only, as in `5.15rc1`",
            )
        ],
    ),
    (
        "? x == -5.15",
        [("wrong-literal", 2, 19, "`-5.15` is no number: only whole decimal numbers can be negative", "")],
    ),
    (
        '? x == "abc',
        [("unclosed", 2, 19, "this string is never closed", 'close it with `"` on the same line')],
    ),
    (
        '? x matches "\\d"',
        [("wrong-literal", 2, 25, "`\\d` is no escape of a string", "for a backslash write two: `\\\\d`")],
    ),
    (
        '? x == "\\ud800"',
        [
            (
                "wrong-literal",
                2,
                19,
                "this string has half of a surrogate pair",
                "write both halves, or the character itself",
            )
        ],
    ),
    (
        "? x == 5.15..",
        [("syntax", 2, 23, "a range stands behind `in`", "write `in a .. b`")],
    ),
    (
        "? é == 1",
        [("syntax", 2, 14, "`é` is no name: names have the letters `a` to `z`, digits and `_`", "")],
    ),
    (
        "? x\xa0== 1",
        [("syntax", 2, 15, "the character U+00A0 (no-break space) has no meaning here", "write a plain space")],
    ),
    (
        "? x == $y",
        [("syntax", 2, 19, "the character `$` has no meaning here", "")],
    ),
    (
        "? x.5 == 1",
        [("syntax", 2, 16, "a name was expected after `.`, found `5`", "")],
    ),
    (
        "? x. == 1",
        [("syntax", 2, 17, "a name was expected after `.`, found `==`", "")],
    ),
    (
        '? x["a" == 1',
        [("unclosed", 2, 15, "this `[` is never closed", "close it with `]`")],
    ),
    (
        "? x[5] == 1",
        [("syntax", 2, 16, "a string was expected after `[`, found `5`", "")],
    ),
    (
        "| require x == 1",
        [("syntax", 2, 13, "`:` or `{` was expected after the requirement's name, found `==`", "")],
    ),
    (
        "| require : x",
        [("syntax", 2, 11, "a name was expected after `require`, found `:`", "")],
    ),
    (
        '| require "a": x',
        [("syntax", 2, 11, 'a name was expected after `require`, found `"a"`', "write `a`")],
    ),
    (
        "| require in: x",
        [("syntax", 2, 11, "`in` is a reserved word and no name", "choose another name")],
    ),
    (
        "| require a",
        [("syntax", 2, 11, "`:` or `{` was expected after the requirement's name", "")],
    ),
    (
        "| requre a: x",
        [("syntax", 2, 3, "`requre` begins no statement of a policy", "did you mean `require`?")],
    ),
    (
        "| kernel.version >= 5",
        [
            (
                "syntax",
                2,
                3,
                "`kernel` begins no statement of a policy",
                "a condition stands in a requirement: write `require NAME: …`",
            )
        ],
    ),
    (
        "| given a = 1",
        [("syntax", 2, 3, "`given` stands in a test, not here", "")],
    ),
    (
        '| because "x"',
        [("syntax", 2, 3, "`because` belongs behind a requirement or a warning, not here", "")],
    ),
    (
        "? x because y",
        [("syntax", 2, 24, "a string was expected after `because`, found `y`", "")],
    ),
    (
        '? x\n    because "b"\n    because "c"',
        [("syntax", 4, 5, "`because` stands here twice", "")],
    ),
    (
        "| prefer a: x",
        [("syntax", 2, 11, "`weight` was expected after the preference's name, found `:`", "")],
    ),
    (
        "| prefer a weight: x",
        [("syntax", 2, 18, "a whole number was expected after `weight`, found `:`", "")],
    ),
    (
        '| prefer a weight 5: x\n    fix "y"',
        [("syntax", 3, 5, "a preference has no `fix`", "")],
    ),
    (
        "| profile fast { }",
        [("syntax", 2, 16, "`weight` was expected after the profile's name, found `{`", "")],
    ),
    (
        "| profile fast wieght 5 { }",
        [("syntax", 2, 16, "`weight` was expected after the profile's name, found `wieght`", "did you mean `weight`?")],
    ),
    (
        "| when { }",
        [("syntax", 2, 8, "a condition was expected after `when`, found `{`", "")],
    ),
    (
        "| image x",
        [("syntax", 2, 9, "a string was expected after `image`, found `x`", "")],
    ),
    (
        '| include "x"',
        [("syntax", 2, 11, 'a name was expected after `include`, found `"x"`', "write `x`")],
    ),
    (
        "| 5",
        [("syntax", 2, 3, "a statement of a policy was expected, found `5`", "")],
    ),
    (
        "| }",
        [("syntax", 2, 3, "this `}` closes nothing", "")],
    ),
    (
        "let x 5",
        [("syntax", 1, 7, "`=` was expected after the name, found `5`", "")],
    ),
    (
        "let x == 5",
        [("wrong-operator", 1, 7, "`==` compares and gives no value to a name", "write `=`")],
    ),
    (
        "let = 5",
        [("syntax", 1, 5, "a name was expected after `let`, found `=`", "")],
    ),
    (
        "let x =",
        [("syntax", 1, 7, "a pattern was expected after `=`", "")],
    ),
    (
        "let lts = [5.10.*, 5.15.*",
        [("unclosed", 1, 11, "this `[` is never closed", "close it with `]`")],
    ),
    (
        "plicy p { }",
        [("syntax", 1, 1, "`plicy` begins no declaration", "did you mean `policy`?")],
    ),
    (
        "policy { }",
        [("syntax", 1, 8, "a name was expected after `policy`, found `{`", "")],
    ),
    (
        "policy p",
        [("syntax", 1, 8, "a string or `{` was expected after the policy's name", "")],
    ),
    (
        'policy p "x" y { }',
        [("syntax", 1, 14, '`{` was expected after `"x"`, found `y`', "")],
    ),
    (
        "rule r( { }",
        [("unclosed", 1, 7, "this `(` is never closed", "close it with `)`")],
    ),
    (
        "rule r(a) { a }",
        [("syntax", 1, 9, "`:` was expected after `a`, found `)`", "")],
    ),
    (
        'import "./x.compat"',
        [("syntax", 1, 8, "a file that is imported needs a name", 'write `import "…" as NAME`')],
    ),
    (
        "import ./x",
        [("syntax", 1, 8, "a string or a name was expected after `import`, found `.`", "")],
    ),
    (
        "edition",
        [("syntax", 1, 1, "a whole number was expected after `edition`", "")],
    ),
    (
        "edition 2",
        [("unknown-edition", 1, 9, "edition 2 is not known to this release", "write `edition 1`")],
    ),
    (
        "let x = 1\nedition 1",
        [("syntax", 2, 1, "`edition` stands before everything else in a file", "")],
    ),
    (
        "module",
        [("syntax", 1, 1, "a name was expected after `module`", "")],
    ),
    (
        "feature a.b = c",
        [("syntax", 1, 13, "`:` was expected after `a.b`, found `=`", "")],
    ),
    (
        "feature a.b: version c",
        [("syntax", 1, 22, "`=` was expected after `version`, found `c`", "")],
    ),
    (
        "closed a.b: version = c",
        [("syntax", 1, 8, "`feature` was expected after `closed`, found `a`", "")],
    ),
    (
        "domain a.b { }",
        [("syntax", 1, 12, "`:` was expected after `a.b`, found `{`", "")],
    ),
    (
        "domain a: attributes { rev }",
        [("syntax", 1, 24, "`:` was expected after `rev`", "")],
    ),
    (
        "table t { }",
        [("syntax", 1, 1, "this table has no header", "")],
    ),
    (
        "table t {\n  1 | 2\n}",
        [
            (
                "syntax",
                2,
                3,
                "the table's header was expected",
                "write the columns first: `cuda: version | driver: version`",
            )
        ],
    ),
    (
        "table t {\n  a: version\n  1 |\n  | | 2\n  >= | 3\n}",
        [
            ("syntax", 4, 5, "a pattern was expected after `|`, found `|`", ""),
            ("syntax", 5, 6, "a value was expected after `>=`, found `|`", ""),
        ],
    ),
    (
        "table t {\n  a version\n}",
        [("syntax", 2, 5, "`:` was expected after `a`, found `version`", "")],
    ),
    (
        'table t(a: version) "f.csv"',
        [("syntax", 1, 21, '`from` was expected after `)`, found `"f.csv"`', "")],
    ),
    (
        "table t(a: version) from f",
        [("syntax", 1, 26, "a string was expected after `from`, found `f`", "")],
    ),
    (
        "table t {\n  updated yesterday\n  a: int\n}",
        [("syntax", 2, 11, "a date was expected after `updated`, found `yesterday`", "")],
    ),
    (
        "table t {\n  updated 2025-13-01\n  a: int\n}",
        [("wrong-literal", 2, 11, "`2025-13-01` is no date", "write year, month and day: `2025-11-01`")],
    ),
    (
        "table t {\n  updated 2025-1-1\n  a: int\n}",
        [("wrong-literal", 2, 11, "`2025-1-1` is no date", "write year, month and day: `2025-11-01`")],
    ),
    (
        "test t { }",
        [("syntax", 1, 6, "a string was expected after `test`, found `t`", "")],
    ),
    (
        'test "t" {\n  given snapshot h100.yaml\n}',
        [("syntax", 2, 18, "a string was expected after `snapshot`, found `h100`", "")],
    ),
    (
        'test "t" {\n  given a 5\n}',
        [("syntax", 2, 11, "`=`, `+=` or `-=` was expected after `a`, found `5`", "")],
    ),
    (
        'test "t" {\n  given a == 5\n}',
        [("wrong-operator", 2, 11, "`==` compares and gives no value to a name", "write `=`")],
    ),
    (
        'test "t" {\n  given a += { vendor == 1 }\n}',
        [("wrong-operator", 2, 23, "`==` compares and gives no value to a name", "write `=`")],
    ),
    (
        'test "t" {\n  given a += 5\n}',
        [("syntax", 2, 14, "a string or `{` was expected after `+=`, found `5`", "")],
    ),
    (
        'test "t" {\n  given a += { x = 1, y = 2 }\n}',
        [("syntax", 2, 21, "fields are not set apart by `,`", "write `;`, or each on its own line")],
    ),
    (
        'test "t" {\n  expect p compatible\n}',
        [("syntax", 2, 12, "`:` was expected after `p`, found `compatible`", "")],
    ),
    (
        'test "t" {\n  expect p: compatibel\n}',
        [
            (
                "syntax",
                2,
                13,
                "`compatible`, `incompatible`, `no`, `unknown` or `yes` was expected after `:`, found `compatibel`",
                "did you mean `compatible`?",
            )
        ],
    ),
    (
        'test "t" {\n  expect p: incompatible at\n}',
        [("syntax", 2, 26, "a name or `only` was expected after `at`", "")],
    ),
    (
        'test "t" {\n  expect p: compatible score x\n}',
        [("syntax", 2, 30, "a whole number was expected after `score`, found `x`", "")],
    ),
    (
        'test "t" {\n  expect p: compatible with fast\n}',
        [("syntax", 2, 29, "`profile` was expected after `with`, found `fast`", "")],
    ),
    (
        'test "t" {\n  require a: b\n}',
        [("syntax", 2, 3, "`require` stands in a policy, not here", "")],
    ),
    (
        "## nothing below\n",
        [
            (
                "stray-doc-comment",
                1,
                1,
                "this doc comment belongs to no declaration",
                "write `#` for an ordinary comment",
            )
        ],
    ),
    (
        "let x = 1 ## behind\n",
        [
            (
                "stray-doc-comment",
                1,
                11,
                "this doc comment belongs to no declaration",
                "write `#` for an ordinary comment",
            )
        ],
    ),
    (
        "## above an import\nlet x = 1\n## here\nimport pci\n",
        [
            (
                "stray-doc-comment",
                3,
                1,
                "this doc comment belongs to no declaration",
                "write `#` for an ordinary comment",
            )
        ],
    ),
    (
        "policy p\n{\n  require a: b\n}\n",
        [("syntax", 2, 1, "`{` stands on a line of its own", "write it at the end of the line above")],
    ),
    (
        "policy p {\n  require a: b\n",
        [("unclosed", 1, 10, "this `{` is never closed", "")],
    ),
    (
        "let x = 1\r",
        [("syntax", 1, 10, "a carriage return without a line feed", "end lines with LF or CR LF")],
    ),
    (
        "rule r() { a }}",
        [("syntax", 1, 15, "this `}` closes nothing", "")],
    ),
    (
        "if x { }",
        [("syntax", 1, 1, "`if` begins no declaration", "")],
    ),
]


def whole(snippet: str) -> str:
    if snippet.startswith("? "):
        return f"policy p {{\n  require a: {snippet[2:]}\n}}\n"
    return f"policy p {{\n  {snippet[2:]}\n}}\n" if snippet.startswith("| ") else snippet


@pytest.mark.parametrize(("snippet", "wanted"), MESSAGES, ids=[each[0] for each in MESSAGES])
def test_message(snippet: str, wanted: list[tuple[str, int, int, str, str]]) -> None:
    source = SourceFile("t", whole(snippet))
    found = [(each.code, *source.position(each.span.start), each.message, each.help) for each in parse(source)[1]]
    assert found == wanted


@pytest.mark.parametrize("snippet", [each[0] for each in MESSAGES])
def test_style(snippet: str) -> None:
    for each in parse(SourceFile("t", whole(snippet)))[1]:
        assert not each.message.endswith("."), each
        assert each.message.count("`") % 2 == 0, each
        assert not any(
            word.isupper() and len(word) > 2 for word in each.message.split() if "`" not in word and "+" not in word
        ), each
        assert "unexpected" not in each.message
        assert "token" not in each.message
