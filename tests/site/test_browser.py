"""A browser shows the site: pages fit their width, nothing is fetched from elsewhere, and the search finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import browser
from tests.tools import missing


@pytest.fixture
def chromium() -> str:
    program = browser.program()
    if program is None:
        missing("there is no Chromium; the Debian package `chromium` brings it")
    return program


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_and_load_nothing_from_elsewhere(site: Path, tmp_path: Path, chromium: str, width: int) -> None:
    pages = [f"/{each.relative_to(site).as_posix()}" for each in sorted(site.rglob("*.html"))]
    seen = browser.look(chromium, site, tmp_path, pages, width)["pages"]
    assert [each["page"] for each in seen] == pages
    assert [each for each in seen if not each["title"] or each["overflow"] > 0 or each["elsewhere"]] == []


@pytest.mark.slow
def test_the_search_finds_what_is_said_of_drivers(site: Path, tmp_path: Path, chromium: str) -> None:
    results = browser.look(chromium, site, tmp_path, [], 1280, "driver")["results"]
    assert [each for each in results if each.startswith("/library/nvidia.html")]
