"""What MkDocs is told beyond `.mkdocs.yml`: files from outside of docs, links to them, anchors, colours, diagnostics."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pygments.lexers import LEXERS

from compatlang.cli.show.rules import TITLES
from compatlang.diagnostics.codes import STAGES
from tests.site import lexer, links
from tests.site.links import DOCS, ROOT

_LANGUAGES = {".compat": "compat", ".json": "json", ".py": "python", ".yaml": "yaml", ".yml": "yaml"}
_ROW = re.compile(r"^\|.*$", re.MULTILINE)
_SPAN = re.compile(r"`[^`]*`")
_SHEET = Path(__file__).with_name("site.css")
_HOMES: dict[str, Path] = {}
"""Where in the project a page stands that is not in docs, by its place on the site."""


def on_config(config: MkDocsConfig) -> None:
    """Anchors as GitHub makes them, the lexer, the sheet, and a place in the navigation for each diagnostic."""
    config.mdx_configs["toc"] = {"permalink": True, "slugify": links.slug}
    LEXERS["CompatLexer"] = (lexer.__name__, lexer.CompatLexer.name, ("compat",), ("*.compat",), ())
    config.extra_css.append(_SHEET.name)
    assert config.nav is not None
    config.nav.append({"Diagnostics": [{"Overview": "diagnostics/README.md"}, *map(_stage, STAGES)]})


def _stage(stage: str) -> dict[str, list[str]]:
    return {TITLES[stage]: [f"diagnostics/{code.name}.md" for code in STAGES[stage]]}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """All that docs leads to is on the site."""
    files.append(File.generated(config, _SHEET.name, abs_src_path=str(_SHEET)))
    for path in sorted(links.reached()):
        uri = links.uri(path)
        if uri not in files.src_uris:
            files.append(_page(path, uri, config))
    return files


def _page(path: Path, uri: str, config: MkDocsConfig) -> File:
    if path.suffix == ".md" or (path / "README.md").exists():
        _HOMES[uri] = path / "README.md" if path.is_dir() else path
        return File.generated(config, uri, abs_src_path=str(_HOMES[uri]))
    return File.generated(config, uri, content=_folder(path) if path.is_dir() else _source(path))


def _folder(path: Path) -> str:
    """The files of a folder, as links."""
    names = sorted(each.name for each in path.iterdir() if each.is_file())
    return "\n".join([f"# {path.relative_to(ROOT)}", "", *(f"- [{name}]({name})" for name in names), ""])


def _source(path: Path) -> str:
    """A file as one block, which the search leaves out."""
    head = f"---\nsearch:\n  exclude: true\n---\n\n# {path.relative_to(ROOT)}\n\n"
    return f"{head}````{_LANGUAGES.get(path.suffix, 'text')}\n{path.read_text(encoding='utf-8')}````\n"


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links that hold on the site, and `|` in the code of a table, which GitHub alone wants to have escaped."""
    uri = page.file.src_uri
    home = _HOMES.get(uri, DOCS / uri)
    moved = links.on_site(home, markdown) if home.exists() else markdown
    return _ROW.sub(lambda row: _SPAN.sub(lambda span: span[0].replace(r"\|", "|"), row[0]), moved)
