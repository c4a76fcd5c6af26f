"""Recovery: as many diagnostics as there are mistakes, each within its statement, and the other statements are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compatlang.source import SourceFile
from compatlang.syntax import parse
from compatlang.syntax.engine import engine
from compatlang.syntax.recovery import Recovery

CONDITIONS = [
    "kernel.version in lts or kernel.version >= 6.8",
    "gpus(8)",
    "cuda_driver(cuda: 12.4, driver: gpu.driver)",
    "gpu.driver in 550.40 ..< 550.54",
    'kernel.loadedmodule has ["ib_uverbs", "rdma_cm"]',
    'cpu.model.vendor_id == "AMD" and not cpu.cpuid has "AVX512F"',
    "(memory.size >= 16Gi or memory.numa == true) and a.b is present",
    "count pci.device { vendor == 0x10de; class in [0x0300, 0x0302] } >= 8",
    'any network.device as d { d.operstate == "up" }',
    'node.label["x/y"] matches "^a" and (b.c ?? d.e) != 5.15',
]


@dataclass
class Layout:
    """A file as it is written: lines, and which of them are a statement's own."""

    lines: list[str] = field(default_factory=list)
    statements: list[tuple[int, int]] = field(default_factory=list)

    def add(self, indent: int, *lines: str) -> None:
        self.statements.append((len(self.lines), len(self.lines) + len(lines)))
        self.lines += [" " * indent + line for line in lines]

    def close(self, indent: int) -> None:
        self.lines.append(" " * indent + "}")


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    out = Layout()
    condition = st.sampled_from(CONDITIONS)
    out.add(0, "edition 1")
    out.add(0, 'import "./site.compat" as site')
    for item in draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4)):
        item(draw, out, condition)
    return out


def let(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    del condition
    out.add(
        0,
        *draw(
            st.sampled_from(
                [("let lts = [5.10.*, 5.15.*]",), ("let new = >= 6.8",), ("let one = [", "  5.10.*,", "  6.1.*,", "]")]
            )
        ),
    )


def feature(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    del condition
    out.add(0, "feature gpu.driver: version =", '  node.label["a"]', '  ?? version(node.label["b"], node.label["c"])')
    if draw(st.booleans()):
        out.add(0, "closed feature gpu.fast: bool = a.b")


def table(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    del condition
    out.add(0, "table cuda_driver {")
    out.add(2, 'source "release notes"')
    if draw(st.booleans()):
        out.add(2, "updated 2025-11-01")
    out.add(2, "cuda: version | driver: version")
    for row in draw(
        st.lists(st.sampled_from(["12.4.* | >= 550.54.14", "[1, 2] | *", '5 .. 6 | "x"']), min_size=1, max_size=4)
    ):
        out.add(2, row)
    out.close(0)


def rule(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    out.add(0, "rule gpus(at_least: int = 1) {")
    for each in draw(st.lists(condition, min_size=1, max_size=3)):
        out.add(2, each)
    out.close(0)


def policy(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    out.add(0, draw(st.sampled_from(['policy train "image" {', "policy base(n: int = 1) {"])))
    statements(draw, out, condition, 2)
    if draw(st.booleans()):
        out.add(2, "profile fast weight 10 {")
        statements(draw, out, condition, 4)
        out.close(2)
    out.close(0)


def statements(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str], indent: int) -> None:
    for kind in draw(
        st.lists(
            st.sampled_from(["line", "notes", "block", "prefer", "include", "image", "when"]), min_size=1, max_size=5
        )
    ):
        if kind == "line":
            out.add(indent, f"require kernel: {draw(condition)}")
        elif kind == "notes":
            out.add(indent, f"forbid old: {draw(condition)}", '  because "it hangs"', '  fix "boot another"')
        elif kind == "prefer":
            out.add(indent, f"prefer fast weight 20: {draw(condition)}")
        elif kind == "include":
            out.add(indent, "include site.baseline(8) as other")
        elif kind == "image":
            out.add(indent, 'image "registry.example/acme/train:*"')
        elif kind == "when":
            out.add(indent, f"when {draw(condition)} {{")
            out.add(indent + 2, f"warn inner: {draw(condition)}")
            out.close(indent)
        else:
            out.add(indent, "require rdma {")
            for each in draw(st.lists(condition, min_size=1, max_size=2)):
                out.add(indent + 2, each)
            out.add(indent + 2, "any pci.device {")
            out.add(indent + 4, "vendor == pci.mellanox")
            out.add(indent + 4, "class in [0x0207]")
            out.close(indent + 2)
            out.close(indent)


def policy_test(draw: st.DrawFn, out: Layout, condition: st.SearchStrategy[str]) -> None:
    del condition
    out.add(0, 'test "a node passes" {')
    for each in draw(
        st.lists(
            st.sampled_from(
                [
                    'given snapshot "a.yaml"',
                    'given gpu.driver = "470.57.02"',
                    "given pci.device += { vendor = 0x10de; class = 0x0302 }",
                    "given no cpu.model",
                    "expect train: incompatible at driver, site.baseline/kernel",
                    "expect gpus(8): yes",
                    "expect train: compatible degraded with profile fast score 20",
                ]
            ),
            min_size=1,
            max_size=5,
        )
    ):
        out.add(2, each)
    out.close(0)


ITEMS = [let, feature, table, rule, policy, policy, policy_test]
TOKEN = re.compile(r'"[^"]*"|0x[0-9a-f]+|[0-9][0-9A-Za-z.*-]*(?<!\.)|\w+|\.\.<|\.\.|\?\?|[-+<>=!]=|\S')
OPERATORS = {"==", "!=", ">=", "<", "<=", ">", "and", "or", "in", "has", "matches", "??", "..<", "..", "="}


@dataclass(frozen=True)
class Mistake:
    statement: int
    kind: str
    choice: int


KINDS = [
    "drop",
    "repeat operator",
    "wrong operator",
    "single quotes",
    "unclosed bracket",
    "unclosed string",
    "word",
    "character",
]


def plant(layout: Layout, mistakes: list[Mistake]) -> str | None:
    """The text with the mistakes, or None where one of them cannot be made."""
    lines = list(layout.lines)
    for mistake in mistakes:
        start, end = layout.statements[mistake.statement]
        text = "\n".join(lines[start:end])
        broken = spoil(text, mistake)
        if broken is None or broken == text:
            return None
        if TOKEN.findall(broken)[:1] and TOKEN.findall(broken)[0] in OPERATORS:
            # A line that begins with an operator continues the statement above it.
            return None
        lines[start:end] = broken.split("\n")
    return "\n".join(lines) + "\n"


def says_nothing(layout: Layout, mistakes: list[Mistake]) -> bool:
    """Whether a block's header loses its first word and all its lines are spoiled: nothing says what the block is.

    `base(n: int = 1) { image }` may have been a policy, and may have been a rule.
    """
    lines = layout.lines
    beheaded = set()
    spoilt = {layout.statements[each.statement][0] for each in mistakes}
    for mistake in mistakes:
        start, end = layout.statements[mistake.statement]
        words = [each for each in TOKEN.findall("\n".join(lines[start:end])) if each not in "{}"]
        if mistake.kind == "drop" and words and mistake.choice % len(words) == 0:
            beheaded.add(start)
    for header in beheaded:
        closing = next(
            (at for at in range(header + 1, len(lines)) if not lines[at].startswith(depth(lines[header]) + " ")), 0
        )
        inside = {start for start, _ in layout.statements if header < start < closing}
        if lines[header].endswith("{") and inside and inside <= spoilt:
            return True
    return False


def depth(line: str) -> str:
    """The indentation of a line."""
    return line[: len(line) - len(line.lstrip())]


def suits(kind: str, word: str) -> bool:
    """Whether a mistake of this kind can be made of a word."""
    match kind:
        case "repeat operator":
            return word in OPERATORS
        case "wrong operator":
            return word in {"==", "and", "or", "not"}
        case "single quotes" | "unclosed string":
            return word.startswith('"')
        case "unclosed bracket":
            return word in ")]"
        case _:
            return True


def spoil(text: str, mistake: Mistake) -> str | None:
    tokens = [each for each in TOKEN.finditer(text) if each[0] not in "{}"]
    tokens = [each for each in tokens if suits(mistake.kind, each[0])]
    if not tokens:
        return None
    token = tokens[mistake.choice % len(tokens)]
    word, before, after = token[0], text[: token.start()], text[token.end() :]
    match mistake.kind:
        case "drop" | "unclosed bracket":
            # Who forgets the first word of a line does not indent the line by one more.
            return before + (after.removeprefix(" ") if not before.rpartition("\n")[2].strip() else after)
        case "repeat operator":
            return f"{before}{word} {word}{after}"
        case "wrong operator":
            return before + {"==": "=", "and": "&&", "or": "||", "not": "!"}[word] + after
        case "single quotes":
            return f"{before}'{word[1:-1]}'{after}"
        case "unclosed string":
            return before + word[:-1] + after
        case "word":
            return f"{before}{word} zebra{after}"
        case _:
            return f"{before}{word} $ {after}"


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Layout, list[Mistake]]:
    layout = draw(layouts())
    places = draw(
        st.lists(
            st.integers(0, len(layout.statements) - 1), min_size=1, max_size=min(5, len(layout.statements)), unique=True
        )
    )
    return layout, [Mistake(place, draw(st.sampled_from(KINDS)), draw(st.integers(0, 40))) for place in places]


def errors(text: str) -> list[tuple[int, str]]:
    source = SourceFile("t", text)
    return [(source.position(each.span.start).line - 1, each.message) for each in parse(source)[1]]


@given(layouts())
@settings(deadline=None, max_examples=100)
def test_generated_files_have_no_errors(layout: Layout) -> None:
    assert errors("\n".join(layout.lines)) == []


@given(layouts())
@settings(deadline=None, max_examples=100)
def test_cut_into_statements_a_file_without_errors_is_fine(layout: Layout) -> None:
    source = SourceFile("t", "\n".join(layout.lines))
    tokens = engine().lexer.lex(source).tokens
    assert Recovery(engine(), source, tokens).run() == (tokens, ())


@given(spoiled())
@settings(deadline=None, max_examples=600)
def test_each_mistake_is_reported_once_in_its_statement(case: tuple[Layout, list[Mistake]]) -> None:
    layout, mistakes = case
    for mistake in mistakes:
        # Some mistakes are none: without `and`, two lines are two conditions.
        alone = plant(layout, [mistake])
        assume(alone is not None and errors(alone))
    assume(not says_nothing(layout, mistakes))
    text = plant(layout, mistakes)
    assert text is not None
    found = errors(text)
    wanted = sorted(layout.statements[each.statement] for each in mistakes)
    assert len(found) == len(wanted), (text, found)
    for (line, message), (start, end) in zip(found, wanted, strict=True):
        assert start <= line < end, (text, message)
