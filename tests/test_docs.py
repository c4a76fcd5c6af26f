"""The documentation: links resolve, policies compile and pass their tests, Python runs, shown output is what is printed."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import compatlang
from compatlang.cli.main import main

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


BLOCKS = [block for page in PAGES for block in blocks(page)]


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


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).as_posix()
        assert name == "README.md" or f"]({name})" in index, f"{name} is missing from docs/README.md"


def test_blocks_are_of_known_kinds() -> None:
    known = {"", "compat", "console", "json", "python", "sh", "text", "toml", "yaml"}
    assert {block.info for block in BLOCKS} <= known


@pytest.mark.parametrize("block", of_kind("compat"))
def test_policies_compile_and_pass_their_tests(block: Block) -> None:
    files = {
        "site.compat": (CUDA / "site.compat").read_text(encoding="utf-8"),
        "cuda_driver.csv": "cuda,driver\n12.4.*,>= 550.54.14\n",
    }
    policies = compatlang.compile(block.text, name="block.compat", loader=compatlang.MemoryLoader(files))
    assert [each.message for each in policies.diagnostics] == []
    assert failures(policies) == []


@pytest.mark.parametrize("page", [DOCS / "embedding.md"], ids=["embedding"])
def test_python_runs_and_prints_what_is_shown(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    sequence = list(blocks(page))
    assert any(block.info == "python" for block in sequence)
    for block, after in zip(sequence, [*sequence[1:], None], strict=True):
        if block.info == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.text, f"{block.page}:{block.line}", "exec"), namespace)
            if out.getvalue():
                assert after is not None
                assert after.info == "text", f"the output of line {block.line} is not shown"
                assert out.getvalue() == after.text


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


def test_the_readme_shows_what_check_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    check, _ = shell_lines(README)
    _, *argv = shlex.split(check.rpartition("&&")[2])
    [shown] = [block.text for block in blocks(README) if block.info == "text"]
    monkeypatch.chdir(ROOT)
    out, err = io.StringIO(), io.StringIO()
    assert main(argv, out, err, environ={}) == 1
    assert (out.getvalue(), err.getvalue()) == (shown, "")
    assert "The exit status is 1" in README.read_text(encoding="utf-8")
    for verdict in ("compatible", "incompatible", "unknown"):
        assert re.search(rf"\b{verdict}\b", shown)
