"""Checks of a built site: what it leads to is there, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_LOADED = {
    *(("audio", "src"), ("embed", "src"), ("iframe", "src"), ("img", "src"), ("input", "src"), ("object", "data")),
    *(("script", "src"), ("source", "src"), ("track", "src"), ("video", "poster"), ("video", "src")),
}
"""Elements and attributes of which a browser loads what they name; of `link` it depends on its `rel`."""

_RELATIONS = {"icon", "manifest", "modulepreload", "preconnect", "prefetch", "preload", "stylesheet"}
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


class Reference(NamedTuple):
    """What a page names: a target, and whether a browser loads it with the page."""

    target: str
    loaded: bool


class Page(HTMLParser):
    """The anchors of a page and what it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.references: list[Reference] = []
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element names."""
        values = {name: value or "" for name, value in attrs}
        self._style = tag == "style"
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        linked = tag == "link" and bool({*values.get("rel", "").split()} & _RELATIONS)
        for name, value in values.items():
            if name in ("href", "src", "data", "poster"):
                self.references.append(Reference(value, linked or (tag, name) in _LOADED))
            elif name in ("srcset", "imagesrcset"):
                self.references.extend(Reference(each.split()[0], True) for each in value.split(",") if each.strip())
            elif name == "style":
                self.references.extend(in_style(value))

    def handle_data(self, data: str) -> None:
        """Note what a sheet within the page names."""
        if self._style:
            self.references.extend(in_style(data))

    def handle_endtag(self, tag: str) -> None:
        """A sheet ends."""
        self._style = False


def in_style(text: str) -> Iterator[Reference]:
    """What a sheet loads."""
    for match in _IN_STYLE.finditer(text):
        yield Reference(match[1] or match[2], True)


def problems(site: Path) -> list[str]:
    """What is wrong with a site, a line each."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    named = [(path, each) for path, page in pages.items() for each in page.references]
    for path in sorted(site.rglob("*.css")):
        named.extend((path, each) for each in in_style(path.read_text(encoding="utf-8")))
    found = [(path, each.target, _wrong(site, path, each, pages)) for path, each in named]
    if not pages:
        return ["there is no page"]
    return [f"{path.relative_to(site)}: `{target}` {wrong}" for path, target, wrong in dict.fromkeys(found) if wrong]


def _wrong(site: Path, path: Path, reference: Reference, pages: dict[Path, Page]) -> str:
    """What is wrong with one reference; empty where nothing is."""
    parts = urlsplit(reference.target)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return "is loaded from elsewhere" if reference.loaded else ""
    file = path
    if parts.path:
        # What begins with a slash is meant from the top of the site.
        file = (site / parts.path[1:] if parts.path.startswith("/") else path.parent / unquote(parts.path)).resolve()
    if file.is_dir():
        file /= "index.html"
    if not file.is_relative_to(site.resolve()) or not file.is_file():
        return "leads nowhere"
    anchored = not parts.fragment or file not in pages or unquote(parts.fragment) in pages[file].anchors
    return "" if anchored else "has no such anchor"
