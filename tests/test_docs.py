"""The documentation: links resolve, policies compile and pass their tests, Python runs, shown output is what is printed.

`python tests/test_docs.py` writes the output that is printed today into the pages; read the difference before you commit.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import compatlang
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.main import main
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
CUDA = ROOT / "policies" / "examples" / "cuda-training"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "policies").rglob("*.md")])


class Block(NamedTuple):
    """A fenced block: the page, the line of its fence, the words behind the fence, and what it holds."""

    page: str
    line: int
    info: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    info, start, held = "", 0, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("```"):
            held.append(line)
        elif start:
            yield Block(page.relative_to(ROOT).as_posix(), start, info, "\n".join(held) + "\n")
            start = 0
        else:
            info, start, held = line.removeprefix("```").strip(), number, []
    assert not start, f"{page}: the block in line {start} is not closed"


def prose(page: Path) -> str:
    """A page without its fenced blocks and code spans."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "`code`", text)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


DIAGNOSTICS = DOCS / "diagnostics"
BLOCKS = [block for page in PAGES if page.parent != DIAGNOSTICS for block in blocks(page)]
"""Those of the diagnostics' pages are mistakes, and are shown to be such in `tests/diagnostics`."""


def of_kind(info: str) -> list[object]:
    """The blocks with these words behind the fence, as parameters named by page and line."""
    return [pytest.param(each, id=f"{each.page}:{each.line}") for each in BLOCKS if each.info == info]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{target} leads nowhere"
        assert file.is_relative_to(ROOT), f"{target} leads out of the project"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), f"{target}: no such heading"


def test_every_page_is_in_the_index_of_its_folder() -> None:
    """And the index of a folder in that of the folder above."""
    for page in DOCS.rglob("*.md"):
        if page != DOCS / "README.md":
            above = page.parent.parent if page.name == "README.md" else page.parent
            name = page.relative_to(above).as_posix()
            index = (above / "README.md").read_text(encoding="utf-8")
            assert f"]({name})" in index, f"{name} is missing from {above.relative_to(ROOT)}/README.md"


def test_blocks_are_of_known_kinds() -> None:
    known = {"", "compat", "console", "json", "python", "sh", "text", "toml", "yaml"}
    assert {block.info for block in BLOCKS} <= known


@pytest.mark.parametrize("block", of_kind("compat"))
def test_policies_compile_and_pass_their_tests(block: Block, tmp_path: Path) -> None:
    shutil.copy(CUDA / "site.compat", tmp_path)
    shutil.copytree(CUDA / "snapshots", tmp_path / "nodes")
    (tmp_path / "cuda_driver.csv").write_text("cuda,driver\n12.4.*,>= 550.54.14\n", "utf-8")
    policy = tmp_path / "block.compat"
    policy.write_text(block.text, "utf-8")
    assert [each.message for each in compatlang.compile_file(policy).diagnostics] == []
    if "\ntest " in block.text:
        out = io.StringIO()
        assert main(["test", str(policy)], out, out, environ={}, folder=tmp_path) == 0, out.getvalue()


@pytest.mark.parametrize("block", of_kind("compat"))
def test_policies_are_formatted(block: Block) -> None:
    assert format_source(SourceFile("block", block.text))[0] == block.text


def shell_lines(page: Path) -> list[str]:
    """The lines of a page's `sh` blocks."""
    return [line for block in blocks(page) if block.info == "sh" for line in block.text.splitlines()]


def test_the_readme_has_two_lines_that_set_everything_up() -> None:
    check, tests = shell_lines(README)
    assert "compatlang check" in check
    assert tests.endswith("/pytest -n auto")


def test_ci_runs_the_readme_lines_verbatim_and_the_tests_last() -> None:
    check, tests = shell_lines(README)
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert check in script
    assert script.rstrip().endswith(f"\n{tests}")


def test_contributing_names_the_same_test_line() -> None:
    _, tests = shell_lines(README)
    assert shell_lines(DOCS / "CONTRIBUTING.md") == [tests]


def printed_by_python(page: Path) -> list[str]:
    """What the `python` blocks of a page print, run in order from the project's folder; of silent ones nothing."""
    namespace: dict[str, object] = {}
    printed = []
    for block in blocks(page):
        if block.info == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.chdir(ROOT):
                exec(compile(block.text, f"{block.page}:{block.line}", "exec"), namespace)
            printed.append(out.getvalue())
    return [each for each in printed if each]


def printed_by_check(page: Path) -> list[str]:
    """What the command at the end of a page's first line of shell prints."""
    _, *argv = shlex.split(shell_lines(page)[0].rpartition("&&")[2])
    out = io.StringIO()
    with contextlib.chdir(ROOT):
        assert main(argv, out, out, environ={}, folder=ROOT) == 1
    return [out.getvalue()]


def printed_by_typing_along(page: Path) -> list[str]:
    """What the lines of compatlang print that a `text` block follows, in a folder that begins as the page says.

    A policy becomes `train.compat`, and Python is run. Digests, sizes and versions change with every release, so the page
    has none.
    """
    printed = []
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        shutil.copytree(CUDA / "snapshots", "nodes")
        for block, following in pairwise([*blocks(page), Block("", 0, "", "")]):
            if block.info == "compat":
                Path("train.compat").write_text(block.text, "utf-8")
            elif block.info == "python":
                exec(compile(block.text, f"{block.page}:{block.line}", "exec"), {})
            elif block.info == "sh" and following.info == "text":
                printed.append(printed_by_commands(block.text.splitlines()))
    printed = [each.replace(f'"version": "{compatlang.__version__}"', '"version": "…"') for each in printed]
    return [re.sub(r"\(\d+ bytes\)", "(… bytes)", re.sub("[0-9a-f]{64}", "…", each)) for each in printed]


def printed_by_commands(lines: list[str]) -> str:
    """What commands print in the folder that is the current one. All of them are carried out, whatever they find."""
    out = io.StringIO()
    for program, *argv in map(shlex.split, lines):
        assert program == "compatlang"
        assert main(argv, out, out, environ={}, folder=Path.cwd()) != ExitCode.ERROR, out.getvalue()
    return out.getvalue()


PRINTED = {
    README: printed_by_check,
    DOCS / "embedding.md": printed_by_python,
    DOCS / "analysis.md": printed_by_typing_along,
    DOCS / "formats.md": printed_by_typing_along,
    DOCS / "testing.md": printed_by_typing_along,
    DOCS / "tutorial.md": printed_by_typing_along,
}
"""The pages that show output, in blocks of `text`, and what prints it."""


@pytest.mark.parametrize("page", PRINTED, ids=lambda page: page.name)
def test_a_page_shows_what_is_printed(page: Path) -> None:
    assert [block.text for block in blocks(page) if block.info == "text"] == PRINTED[page](page)


def test_the_readme_shows_three_verdicts_and_says_what_the_exit_status_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert "exit status is 1" in text
    for verdict in ("compatible", "incompatible", "unknown"):
        assert re.search(rf"^\S+ +{verdict} with train", text, re.MULTILINE)


def refresh(page: Path) -> None:
    """Write what is printed into the `text` blocks of a page."""
    printed = iter(PRINTED[page](page))
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```text\n.*?^```$", lambda _: f"```text\n{next(printed)}```", text, flags=re.MULTILINE | re.DOTALL)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for shown in PRINTED:
        refresh(shown)
