"""Diagnostics of every shape that rendering has to cope with."""

from __future__ import annotations

from compatlang.diagnostics import Diagnostic, Label
from compatlang.source import SourceFile, Span

POLICY = SourceFile(
    "train.compat",
    """\
policy train "CUDA 12.4" {
  require kernel: kernel.verison in lts or kernel.verison >= 6.8
\trequire gpu: gpu.product == "名前カタカナ" and gpu.count < 3
  require rdma {
    any of {
      any pci.device { vendor == 1 }
      any pci.device { vendor == 2 }
      any pci.device { vendor == 3 }
    }
    kernel.loadedmodule has "rdma_cm"
  }
  require long: """
    + "x" * 200
    + " and faulty and "
    + "y" * 200
    + """
}
""",
)
OTHER = SourceFile("site.compat", "let lts = [5.10.*]\nlet \x1b[2Jevil\u202e = 1\r\n")
SOURCES = {each.name: each for each in (POLICY, OTHER)}


def at(text: str, source: SourceFile = POLICY, occurrence: int = 0) -> Span:
    """Where a text stands."""
    start = -1
    for _ in range(occurrence + 1):
        start = source.text.index(text, start + 1)
    return Span(source.name, start, start + len(text))


def through(first: str, last: str) -> Span:
    """From the beginning of a text to the end of another."""
    return at(first).to(at(last))


def error(message: str, span: Span, annotation: str = "", *labels: Label) -> Diagnostic:
    return Diagnostic("sample", "error", message, span, annotation, labels)


RDMA = through("require rdma", '"rdma_cm"\n  }')

DIAGNOSTICS = (
    Diagnostic(
        "unknown-feature",
        "error",
        "no feature `kernel.verison`",
        at("kernel.verison"),
        "not in the catalog",
        (
            Label(at("kernel.verison", occurrence=1), "and here"),
            Label(at("lts"), "this set"),
            Label(at('policy train "CUDA 12.4"'), "in this policy"),
            Label(at("lts", OTHER), "declared here"),
        ),
        ("a first note", "a note with a \x1b[31mcontrol character"),
        "did you mean `kernel.version`?",
    ),
    Diagnostic(
        "sample", "warning", "wide characters and a tab", at('"名前カタカナ"'), "", (Label(at("< 3"), "three"),)
    ),
    error("wide characters before the mark", at("< 3"), "here"),
    error("over several lines", RDMA, "this block", Label(at('has "rdma_cm"'), "within it")),
    error("over several lines, from the middle of one", through('"CUDA 12.4" {', "kernel.verison"), "until here"),
    error("over two lines, and another over several", through('"CUDA 12.4" {', "require kernel"), "", Label(RDMA, "b")),
    error("a label over several lines", at("policy train"), "here", Label(RDMA, "this block")),
    error("a long line", at("faulty"), "this"),
    error("one inside the other", at("kernel.verison in lts"), "outer", Label(at("in lts"), "inner")),
    error("two at one place", at("kernel.verison"), "first", Label(at("kernel.verison"), "second")),
    error("no text at hand", Span("gone.compat", 3, 5), "lost", Label(at("policy train"), "still here")),
    error("no annotation and no text at hand", Span("gone.compat", 3, 5)),
    error("an empty place", Span(POLICY.name, 7, 7), "here"),
    error("at the end of the text", Span(POLICY.name, len(POLICY.text), len(POLICY.text)), "something is missing"),
    error("past the end of the text", Span(POLICY.name, 10**6, 10**6 + 1)),
    error("a line with its end", Span(POLICY.name, 0, POLICY.text.index("\n") + 1), "the whole line"),
    error("control characters \x1b[2J in \u202e everything", at("evil\u202e", OTHER), "\x07 rings"),
)
