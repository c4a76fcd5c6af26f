"""What is wrong with a site is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.check import problems


def found(site: Path, body: str) -> list[str]:
    """What is wrong with a page of this content, which has another page and an image beside it."""
    (site / "below").mkdir()
    (site / "below" / "other.html").write_text('<h2 id="there">There</h2>', encoding="utf-8")
    (site / "a.png").write_bytes(b"")
    (site / "index.html").write_text(body, encoding="utf-8")
    return problems(site)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="below/other.html#there">that page</a>',
        '<h1 id="top">Top</h1><a href="#top">this page</a>',
        '<a href="/below/other.html">from the top</a>',
        '<a href="https://elsewhere.example/">elsewhere</a>',
        '<a href="mailto:somebody@elsewhere.example">mail</a>',
        '<img src="a.png" srcset="a.png 1x, ./a.png 2x"><img src="data:image/png;base64,">',
        '<link rel="canonical" href="https://elsewhere.example/">',
        '<link rel="stylesheet" href="data:text/css,"><style>p { background: url(a.png) }</style>',
    ],
)
def test_what_leads_somewhere_is_right(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="none.html">x</a>', "`none.html` leads nowhere"),
        ('<a href="../index.html">x</a>', "`../index.html` leads nowhere"),
        ('<a href="below/">x</a>', "`below/` leads nowhere"),
        ('<a href="below/other.html#here">x</a>', "`below/other.html#here` has no such anchor"),
        ('<a href="#here">x</a>', "`#here` has no such anchor"),
        ('<img src="b.png">', "`b.png` leads nowhere"),
        ('<img srcset="a.png 1x, b.png 2x">', "`b.png` leads nowhere"),
        ('<script src="//elsewhere.example/a.js"></script>', "`//elsewhere.example/a.js` is loaded from elsewhere"),
        (
            '<link rel="icon" href="http://elsewhere.example/i">',
            "`http://elsewhere.example/i` is loaded from elsewhere",
        ),
        ("<style>@import 'http://elsewhere.example/'</style>", "`http://elsewhere.example/` is loaded from elsewhere"),
        ('<p style="background: url(b.png)">', "`b.png` leads nowhere"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, body: str, problem: str) -> None:
    assert found(tmp_path, body) == [f"index.html: {problem}"]


def test_sheets_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face { src: url('https://elsewhere.example/f') }", encoding="utf-8")
    assert found(tmp_path, "") == ["a.css: `https://elsewhere.example/f` is loaded from elsewhere"]


def test_a_site_without_pages_is_wrong(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["there is no page"]
