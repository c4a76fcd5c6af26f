"""What each code of NFD documents is found in: the whole message, its place and its repair, and a document without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from compatlang.nfd.importing import read as import_document
from compatlang.nfd.judging import read
from tests.nfd.findings.cases_of_documents import OF_DOCUMENTS
from tests.nfd.findings.cases_of_rules import OF_RULES
from tests.nfd.findings.cases_of_terms import OF_TERMS
from tests.nfd.findings.samples import AVX, Case, Found, expression

HERE = Path(__file__).resolve().parents[1]
CASES = {**OF_DOCUMENTS, **OF_RULES, **OF_TERMS}
ALL = {each for each in vars(codes).values() if isinstance(each, Code)}


def found(text: str) -> list[tuple[str, Found]]:
    """The codes and all that is shown of what is found."""
    return [
        (each.code, Found(each.severity, each.message, text[each.span.start : each.span.end], each.help))
        for each in read(text, "document.yaml").diagnostics
    ]


@pytest.mark.parametrize(
    ("code", "case"),
    [
        pytest.param(code, each, id=f"{code.name}-{at}")
        for code, cases in CASES.items()
        for at, each in enumerate(cases)
    ],
)
def test_it_is_found_where_it_is_wrong_and_only_there(code: Code, case: Case) -> None:
    assert found(case.wrong) == [(code.name, case.found)]
    assert found(case.right) == []
    assert case.found.severity == code.severity


IMPORTED = {
    codes.CANNOT_IMPORT: (expression("{op: Has}"), AVX),
    codes.NOTHING_TO_IMPORT: ("kind: NodeFeatureRule\n", AVX),
    codes.NEVER_MET: (expression("{op: Exists}", "patch"), AVX),
}
"""What is said by `import nfd`: of which document, and of which not. `tests/nfd/importing` has what it says."""

ELSEWHERE = {
    codes.NOT_EXPRESSIBLE: "exporting/test_export_command.py",
    codes.LEFT_OUT: "exporting/test_export_documents.py",
    codes.FAILS: "judging/test_verdicts.py",
}
"""What is said of a policy, or on a node only, and where that is shown."""


@pytest.mark.parametrize("code", IMPORTED, ids=lambda code: code.name)
def test_it_is_said_by_an_import(code: Code) -> None:
    wrong, right = (
        {each.code for each in import_document(text, "document.yaml").diagnostics} for text in IMPORTED[code]
    )
    assert code.name in wrong
    assert not right


@pytest.mark.parametrize("code", ELSEWHERE, ids=lambda code: code.name)
def test_it_is_shown_elsewhere(code: Code) -> None:
    assert code.name in (HERE / ELSEWHERE[code]).read_text(encoding="utf-8")


def test_every_code_is_shown_once() -> None:
    shown = [*CASES, *IMPORTED, *ELSEWHERE]
    assert set(shown) == ALL
    assert len(shown) == len(ALL)


# Findings of documents that hold more than one thing


def test_findings_are_in_the_order_of_the_text() -> None:
    several = expression("{op: Gt, value: [a, b]}", "Minor", "Kernel.Version")
    places = [each.span.start for each in read(several, "rules.yaml").diagnostics]
    assert len(places) == 5
    assert places == sorted(places)


def test_places_are_those_of_the_file() -> None:
    """Whatever stands before a document, and in whichever of several it is."""
    wrong = expression("{op: Has}")
    for text in (f"\ufeff{wrong}", f"# é\r\n---\r\n{wrong}", f"{AVX}---\n{wrong}", f"{AVX}...\n---\n{wrong}"):
        loaded = read(text, "rules.yaml")
        [one] = loaded.diagnostics
        assert loaded.sources["rules.yaml"].text[one.span.start : one.span.end] == "Has"
        assert loaded.sources["rules.yaml"].text in (text, text[1:])


def test_json_is_a_document_too() -> None:
    text = json.dumps({"kind": "NodeFeatureRule", "spec": {"rules": [{"name": "r"}]}})
    [one] = read(text, "rules.json").diagnostics
    assert (one.code, text[one.span.start : one.span.end]) == ("nfd-always-true", '"r"')


def test_what_cannot_be_read_does_not_hide_the_rest() -> None:
    text = f"{expression('{op: Has}')}---\nkind: [\n---\nkind: Pod\n---\n{AVX}"
    loaded = read(text, "rules.yaml")
    assert [each.code for each in loaded.diagnostics] == ["nfd-operator", "invalid-yaml", "nfd-document"]
    assert loaded.yields
