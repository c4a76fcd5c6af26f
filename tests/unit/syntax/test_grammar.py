"""The grammar file itself, and the saved parse table."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from lark import Lark, logger

from compatlang.source import SourceFile
from compatlang.syntax import build_table, grammar, parse
from compatlang.syntax.build import Builder
from compatlang.syntax.engine import Engine


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    # Reduce against reduce is an error of its own; shift against reduce is logged only.
    level = logger.level
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    try:
        grammar.build(grammar.grammar_file().read_text(encoding="utf-8"), debug=True)
    finally:
        logger.setLevel(level)
        logger.removeHandler(caplog.handler)
    assert [each.getMessage() for each in caplog.records if "conflict" in each.getMessage().lower()] == []


def test_every_rule_has_a_method_of_the_builder() -> None:
    rules = grammar.build(grammar.grammar_file().read_text(encoding="utf-8")).rules
    names = {rule.options.template_source or rule.origin.name for rule in rules}
    wanted = {name for name in names if not name.startswith("_")}
    assert wanted == {name for name in dir(Builder) if not name.startswith("_")}


def test_the_saved_table_is_used_only_for_its_grammar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = grammar.grammar_file().read_text(encoding="utf-8")
    saved = tmp_path / "compatlang.table"
    with saved.open("wb") as out:
        grammar.save(text, out)
    monkeypatch.setattr(grammar, "table_file", lambda: saved)

    built: list[str] = []
    build = grammar.build

    def counted(text: str) -> Lark:
        built.append(text)
        return build(text)

    monkeypatch.setattr(grammar, "build", counted)
    loaded = Engine()
    assert built == []
    saved.write_bytes(b"{}\n" + saved.read_bytes().partition(b"\n")[2])
    made = Engine()
    assert built == [text]
    source = SourceFile("t", "let x = [5.15.*, >= 6]")
    tokens = loaded.lexer.lex(source).tokens
    assert loaded.parse(tokens, "module", source.whole()) == made.parse(tokens, "module", source.whole())


def test_the_build_step_saves_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = build_table._grammar_module()
    target = tmp_path / "compatlang.table"
    monkeypatch.setattr(real, "table_file", lambda: target)
    monkeypatch.setattr(build_table, "_grammar_module", lambda: real)
    assert build_table.build_table() == target
    assert target.read_bytes().startswith(b'{"lark": ')
    assert list(tmp_path.iterdir()) == [target]


def test_the_tree_does_not_need_lark() -> None:
    code = "import sys, compatlang.syntax, compatlang.syntax.ast; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_threads_share_the_parser() -> None:
    texts = [f"policy p{n} {{\n  require a: b == {n}\n  {'x = 1' if n % 2 else ''}\n}}\n" * 20 for n in range(8)]
    alone = [parse(SourceFile("t", text)) for text in texts]
    results: list[object] = [None] * len(texts)

    def work(place: int) -> None:
        for _ in range(5):
            results[place] = parse(SourceFile("t", texts[place]))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(texts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert results == alone
