"""Links of Markdown pages, and where on the site the files stand that they lead to.

The site has the pages of docs at its root. What lies outside of docs and is linked from there stands below `project`, with
the path that it has in the project; a file that is no Markdown is a page that shows it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_CODE = re.compile(r"(^```.*?^```$|`[^`\n]*`)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def slug(heading: str, _separator: str = "-") -> str:
    """The anchor of a heading, as GitHub makes it.

    >>> slug("`check` and NFD's rules")
    'check-and-nfds-rules'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def replaced(text: str, new: Callable[[str], str]) -> str:
    """A page with other targets for its links. What looks like a link in code is none."""
    pieces = _CODE.split(text)
    pieces[::2] = [_LINK.sub(lambda link: f"]({new(link[1])})", piece) for piece in pieces[::2]]
    return "".join(pieces)


def local(page: Path) -> Iterator[Path]:
    """The files and folders of the project to which a page has links."""
    for piece in _CODE.split(page.read_text(encoding="utf-8"))[::2]:
        for target in _LINK.findall(piece):
            if is_local(target):
                yield (page.parent / target.partition("#")[0]).resolve()


def is_local(target: str) -> bool:
    """Whether a link leads to another file of the project."""
    return not target.startswith("#") and not re.match(r"[a-z]+:", target)


def reached() -> set[Path]:
    """All that docs leads to, directly or through Markdown outside of docs, and that is no file of docs itself."""
    pending = set(DOCS.rglob("*.md"))
    seen: set[Path] = set()
    while pending:
        page = pending.pop()
        new = set(local(page)) - seen
        seen |= new
        pending |= {each for each in new if each.suffix == ".md" and not each.is_relative_to(DOCS)}
    return {each for each in seen if each.is_dir() or not each.is_relative_to(DOCS)}


def uri(file: Path) -> str:
    """Where a file stands on the site, as MkDocs names sources: of a folder its overview."""
    inside = file.relative_to(DOCS) if file.is_relative_to(DOCS) else "project" / file.relative_to(ROOT)
    if file.is_dir():
        return (inside / "README.md").as_posix()
    shown = file.suffix != ".md" and not file.is_relative_to(DOCS)
    return f"{inside.as_posix()}.md" if shown else inside.as_posix()


def on_site(page: Path, text: str) -> str:
    """The text of a page with links that hold on the site."""
    folder = os.path.dirname(uri(page))  # noqa: PTH120 - of a name on the site, not of a path

    def moved(target: str) -> str:
        path, hash_, anchor = target.partition("#")
        if not is_local(target):
            return target
        return os.path.relpath(uri((page.parent / path).resolve()), folder or ".") + hash_ + anchor

    return replaced(text, moved)
