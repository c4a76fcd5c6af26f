"""Whatever a text says, reading it yields a value: documents, and findings that point into it."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import render
from compatlang.nfd.judging import read
from tests.nfd.findings.texts import ABSENT, changed, real, texts
from tests.strategies import examples

SEVERITIES = {each.name: each.severity for each in vars(codes).values() if isinstance(each, Code)}

OF_EXPRESSIONS = {
    each.name
    for each in (
        *(codes.NULL_EXPRESSION, codes.UNKNOWN_OPERATOR, codes.VALUES, codes.PATTERN),
        *(codes.NUMBER, codes.BOUNDS, codes.VALUE_TYPE, codes.TEMPLATE),
    )
}


def told(text: str) -> None:
    """What is found is said in a line or two, has its severity, and points into the text."""
    loaded = read(text, "document.yaml")
    assert loaded.diagnostics or not loaded.failed
    assert loaded.sources.keys() == {"document.yaml"}
    for each in loaded.diagnostics:
        assert each.message
        assert not each.message.endswith(".")
        assert each.severity == SEVERITIES.get(each.code, each.severity)
        assert each.span.file == "document.yaml"
        assert 0 <= each.span.start <= min(each.span.end, len(text))
        assert each.code in render(each, loaded.sources, Paint())


@pytest.mark.slow
@examples(200)
@given(texts())
def test_random_documents(text: str) -> None:
    told(text)


@pytest.mark.skipif(not real(), reason=ABSENT)
@pytest.mark.slow
def test_real_documents_with_changes() -> None:
    @examples(500)
    @given(changed())
    @example("")
    @example("---\n" * 300)
    def tell(text: str) -> None:
        told(text)

    tell()


@pytest.mark.parametrize("text", real(), ids=range(len(real())))
def test_real_documents(text: str) -> None:
    """Of documents that people use, none makes NFD fail for what an expression says."""
    told(text)
    assert OF_EXPRESSIONS.isdisjoint(each.code for each in read(text, "document.yaml").diagnostics)
