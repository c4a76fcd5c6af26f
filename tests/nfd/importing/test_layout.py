"""What is imported is laid out as the formatter does it."""

from __future__ import annotations

from hypothesis import given

from compatlang.nfd.importing import imported
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source
from tests.nfd.importing import strategies
from tests.nfd.importing.agreement import document
from tests.strategies import examples


@examples(100)
@given(strategies.rule_lists(labels=True))
def test_rules(rules: list[strategies.Json]) -> None:
    made = imported(document({"kind": "NodeFeatureRule", "metadata": {"name": "random"}, "spec": {"rules": rules}}))
    assert format_source(SourceFile("imported", made.text)) == (made.text, ())


@examples(100)
@given(strategies.images())
def test_images(spec: strategies.Json) -> None:
    made = imported(document(spec))
    assert format_source(SourceFile("imported", made.text)) == (made.text, ())
