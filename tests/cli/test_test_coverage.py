"""`test --coverage`: what is shown of it, as text, as HTML and by the exit code."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from compatlang.cli.show.coverage_html import coverage_pages
from compatlang.source import SourceFile, Span
from compatlang.testing.coverage import Coverage, Item
from tests.cli.conftest import Run

Golden = Callable[[str, str], None]

SHARED = """\
table kernels(release: version, maintained: bool) from "./kernels.csv" { source "kernel.org" }
rule maintained { kernels(release: kernel.version, maintained: true) }
"""
CSV = "release,maintained\n5.10.*,true\n6.1.*,true\n4.4.*,false\n"
POLICY = """\
import "./shared.compat" as shared

policy p {
  require kernel: shared.maintained()
  when kernel.version < 6 {
    warn avx: cpu.cpuid has "AVX" or cpu.cpuid has "SVE"
  }
  profile fast weight 2 { require net: any network.device { operstate == "up" } }
  profile slow weight 1 { require any_kernel: true }
}

test "a maintained one" { given kernel.version = "6.1.9"; expect p: compatible with profile slow }
"""


@pytest.fixture
def policy(run: Run) -> Run:
    """A folder with a policy that imports another, which has a table of its own."""
    Path("train.compat").unlink()
    for name, text in {"shared.compat": SHARED, "kernels.csv": CSV, "p.compat": POLICY}.items():
        Path(name).write_text(text, encoding="utf-8")
    return run


def test_the_table(policy: Run, golden: Golden) -> None:
    golden("test-coverage.txt", policy("test", "--coverage").out)


def test_each_thing_in_words(policy: Run, golden: Golden) -> None:
    golden("test-coverage-verbose.txt", policy("test", "--coverage", "--verbose").out)


def test_of_a_file_everything_counts_that_stands_in_its_folder(policy: Run) -> None:
    whole = policy("test", ".", "--coverage", "--format", "json").json["coverage"]
    assert [each["file"] for each in whole["files"]] == ["kernels.csv", "p.compat", "shared.compat"]
    assert policy("test", "p.compat", "--coverage", "--format", "json").json["coverage"] == whole


def test_a_file_without_tests_counts(policy: Run) -> None:
    Path("untested.compat").write_text("policy q { require kernel: kernel.version >= 5 }\n", encoding="utf-8")
    files = policy("test", ".", "--coverage", "--format", "json").json["coverage"]["files"]
    assert [(each["file"], each["covered"], each["total"]) for each in files if each["file"] == "untested.compat"] == [
        ("untested.compat", 0, 2)
    ]


def test_what_the_library_declares_counts_only_below_its_own_folder(policy: Run) -> None:
    Path("p.compat").write_text(
        'import x86\ntest "v1" { given cpu.cpuid += "X86_64_V1"; expect x86.v1(): yes }\n', encoding="utf-8"
    )
    assert policy("test", "p.compat", "--coverage", "--format", "json").json["coverage"]["files"] == []


@pytest.mark.parametrize(("least", "code"), [("23", 0), ("23.1", 1), ("100", 1), ("0", 0)])
def test_too_little_is_1(policy: Run, least: str, code: int) -> None:
    ran = policy("test", "--min-coverage", least)
    assert ran.code == code
    assert ran.err == ("" if not code else f"coverage is 23.0 %, needs at least {float(least):g} %\n")
    assert "coverage" not in ran.out


@pytest.mark.parametrize("least", ["-1", "101", "much", "nan"])
def test_what_is_no_percentage_is_refused(policy: Run, least: str) -> None:
    ran = policy("test", f"--min-coverage={least}")
    assert (ran.code, ran.out) == (2, "")
    assert "expected a number from 0 to 100" in ran.err


# HTML


class Page(HTMLParser):
    """The elements of a page, their texts, and whatever it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.classes: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.opened.append(tag)
        self.links += [value for name, value in given.items() if name in ("href", "src", "srcset", "action")]
        if "id" in given:
            self.classes[given["id"]] = given.get("class", "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_pages_of_html_need_nothing_else(policy: Run) -> None:
    assert policy("test", "--coverage-html", "out/html").code == 0
    pages = {each.name: Page(each.read_text(encoding="utf-8")) for each in Path("out/html").iterdir()}
    assert set(pages) == {"index.html", "kernels.csv.html", "p.compat.html", "shared.compat.html"}
    for each in pages.values():
        assert set(each.links) <= set(pages)
        assert not {"script", "img", "link", "iframe"} & set(each.opened)
    assert set(pages["index.html"].links) == set(pages) - {"index.html"}


def test_lines_are_coloured_and_say_what_is_missing(policy: Run) -> None:
    policy("test", "--coverage-html", "html")
    page = Page(Path("html/p.compat.html").read_text(encoding="utf-8"))
    assert {key: value for key, value in page.classes.items() if value} == {
        "L4": "partly",
        "L5": "partly",
        "L6": "no",
        "L8": "no",
        "L9": "partly",
    }
    assert "requirement `kernel`: never no" in page.texts
    assert Page(Path("html/kernels.csv.html").read_text(encoding="utf-8")).classes["L3"] == "yes"


def test_the_same_bytes_again(policy: Run) -> None:
    policy("test", "--coverage-html", "one")
    policy("test", "--coverage-html", "two", "--jobs", "2")
    assert [each.read_bytes() for each in sorted(Path("one").iterdir())] == [
        each.read_bytes() for each in sorted(Path("two").iterdir())
    ]


def test_whatever_stands_in_a_source_is_shown_and_does_nothing() -> None:
    name = 'a/<b>&"\u202e.compat'
    text = "<script>alert(1)</script>\x1b[2J & \"quotes\"\t'and'\n"
    item = Item("requirement", "</style><b>", Span(name, 0, 5))
    pages = coverage_pages(Coverage({item: frozenset()}), {name: SourceFile(name, text)})
    assert sorted(pages) == ["a--_b____.compat.html", "index.html"]
    for each in pages.values():
        page = Page(each)
        assert not {"script", "b"} & set(page.opened)
        assert "\x1b" not in each
        assert "\u202e" not in each
    shown = [" ".join(each.split()) for each in Page(pages["a--_b____.compat.html"]).texts]
    assert "<script>alert(1)</script>\\x1b[2J & \"quotes\" 'and'" in shown


def test_files_whose_names_come_to_the_same_have_pages_of_their_own() -> None:
    names = ["a/b", "a--b", "A/B", "a\u202f/b", "index"]
    coverage = Coverage({Item("rule", "r", Span(name, 0, 1)): frozenset() for name in names})
    pages = coverage_pages(coverage, {name: SourceFile(name, "x") for name in names})
    assert len({each.lower() for each in pages}) == len(names) + 1
    assert all("/" not in each and each.isascii() for each in pages)
