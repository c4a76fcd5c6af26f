"""Every vector, every way; the vectors themselves; and that a vector which is wrong would be noticed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from compatlang.cli.main import main
from compatlang.errors import LoadError
from compatlang.evaluate.report import PolicyResult, RequirementResult
from compatlang.pipeline import load_bundle
from compatlang.values.truth import Truth
from tests.conformance import bundled
from tests.conformance.compare import differences
from tests.conformance.layout import layout
from tests.conformance.vectors import (
    BUNDLES,
    FOLDER,
    SCHEMA,
    Case,
    OpenVector,
    Refused,
    Result,
    ScoreVector,
    Topic,
    bundles,
    topic_files,
    topics,
)
from tests.conformance.ways import WAYS, Found, Setting, library, node_of, selected, ways_of, whole

TOPICS = topics()
VECTORS = bundles()
BUNDLED = [bundled.as_topic(each) for each in VECTORS.bundles]
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_bytes()))

REFUSALS = {
    "not-a-bundle": "no compiled bundle",
    "damaged": "a compiled bundle that is cut off or damaged",
    "version": "a compiled bundle of format version ",
    "digest": "a compiled bundle that is not as it was written: its digest differs",
    "malformed": "a malformed compiled bundle: ",
}
"""How the message of each refusal begins."""

ALWAYS_MET = {"logic": {"p/always"}, "counts": {"p/ge_0"}}
"""What is yes whatever is known, which is the point of it."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a way writes is in a folder of its own, and what it remembers too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def runs() -> Iterator[Any]:
    """Every case of every topic, and each way that can run it."""
    for topic in (*TOPICS, *BUNDLED):
        for case in topic.cases:
            for way in ways_of(case):
                yield pytest.param(topic, case, way, id=f"{topic.topic}-{case.name}-{way}")


@pytest.mark.parametrize(("topic", "case", "way"), [*runs()])
def test_a_vector(topic: Topic, case: Case, way: str) -> None:
    answered = WAYS[way](Setting(topic, case))
    assert answered
    assert [line for found in answered for line in differences(case, found)] == []


# Bundles as they are published


@pytest.mark.parametrize(
    ("name", "case"),
    [pytest.param(each.bundle, case, id=f"{each.name}-{case.name}") for each in VECTORS.bundles for case in each.cases],
)
def test_a_published_bundle(name: str, case: Case) -> None:
    loaded = load_bundle((FOLDER / name).read_bytes())
    answers = loaded.evaluator().evaluate(node_of(case))
    assert differences(case, [Found(each) for each in answers.decisions]) == []


@pytest.mark.parametrize("vector", VECTORS.refused, ids=lambda each: str(each.name))
def test_what_must_be_refused(vector: Refused) -> None:
    with pytest.raises(LoadError) as refused:
        load_bundle((FOLDER / vector.bundle).read_bytes())
    assert str(refused.value).startswith(REFUSALS[vector.refusal])


@pytest.mark.parametrize("vector", VECTORS.refused, ids=lambda each: str(each.name))
def test_the_command_line_refuses_it_too(vector: Refused, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FOLDER / vector.bundle)], environ={}, folder=FOLDER) == 2
    assert "error[cannot-load]" in capsys.readouterr().err


def test_the_published_bundles_are_what_the_compiler_writes() -> None:
    """Where they are not, `python -m tests.conformance --write` renews them."""
    stale = [name for name, data in bundled.made(VECTORS).items() if (FOLDER / name).read_bytes() != data]
    assert stale == []


def test_no_other_file_lies_among_the_bundles() -> None:
    files = {each.relative_to(FOLDER).as_posix() for each in (FOLDER / "bundles").rglob("*") if each.is_file()}
    assert files == set(bundled.made(VECTORS))


# The vectors themselves


@pytest.mark.parametrize("file", [*topic_files(), BUNDLES], ids=lambda each: str(each.stem))
def test_a_file_has_the_published_shape(file: Path) -> None:
    document = json.loads(file.read_bytes())
    assert [f"{each.json_path}: {each.message}" for each in VALIDATOR.iter_errors(document)] == []
    assert document["topic"] == file.stem
    assert file.read_text(encoding="utf-8") == layout(document) + "\n"


def test_the_schema_is_one_and_refuses_what_is_none() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)
    document = json.loads(topic_files()[0].read_bytes())
    document["cases"][0]["results"][0]["verdict"] = "perhaps"
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("topic", [*TOPICS, *BUNDLED], ids=lambda each: str(each.topic))
def test_a_topic_tells_its_cases_apart(topic: Topic) -> None:
    names = Counter(each.name for each in topic.cases)
    assert [name for name, count in names.items() if count > 1] == []
    settings = Counter(
        msgspec.json.encode(msgspec.structs.replace(each, name="", about="", results=())) for each in topic.cases
    )
    assert max(settings.values()) == 1


@pytest.mark.parametrize("topic", [*TOPICS, *BUNDLED], ids=lambda each: str(each.topic))
def test_every_statement_is_met_on_one_node_and_not_on_another(topic: Topic) -> None:
    """One that always answers alike tells no two implementations apart."""
    truths: dict[str, set[bool]] = {}
    for case in topic.cases:
        for result in selected(whole(topic), case).check(node_of(case)).results:
            for each in _statements(result):
                truths.setdefault(f"{result.policy}/{each.name}", set()).add(each.truth is Truth.YES)
    assert {name for name, seen in truths.items() if len(seen) < 2} == ALWAYS_MET.get(topic.topic, set())


def _statements(result: PolicyResult) -> list[RequirementResult]:
    profiles = [profile for group in result.groups for profile in group.profiles]
    return [*result.requirements, *result.warnings, *(each for profile in profiles for each in profile.requirements)]


# That the tests can fail


def test_an_expectation_that_is_wrong_is_noticed() -> None:
    topic = next(each for each in TOPICS if each.topic == "profiles")
    case = next(each for each in topic.cases if each.name == "heavier-ones-unknown-and-the-last-not")
    [found] = library(Setting(topic, case))
    [right] = case.results
    assert differences(case, found) == []
    for wrong in _mutations(right):
        mutated = msgspec.structs.replace(case, results=(wrong,))
        assert differences(mutated, found) != [], wrong
    assert differences(msgspec.structs.replace(case, results=()), found) != []
    assert differences(msgspec.structs.replace(case, results=(right, right)), found) != []


@pytest.mark.parametrize("way", WAYS)
def test_every_way_notices_a_wrong_verdict(way: str) -> None:
    topic = next(each for each in TOPICS if each.topic == "warnings")
    wrong = [msgspec.structs.replace(each, degraded=not each.degraded) for each in topic.cases[0].results]
    case = msgspec.structs.replace(topic.cases[0], results=tuple(wrong))
    for found in WAYS[way](Setting(topic, case)):
        assert len(differences(case, found)) == len(wrong)


def _mutations(result: Result) -> Iterator[Result]:
    """A result with one thing changed."""
    change = msgspec.structs.replace
    yield change(result, policy="another")
    yield change(result, verdict="compatible")
    yield change(result, degraded=not result.degraded)
    yield change(result, score=ScoreVector(result.score.certain + 1, result.score.possible))
    yield change(result, score=ScoreVector(result.score.certain, result.score.possible - 1))
    yield change(result, chosen=("fast",))
    yield change(result, open=result.open[1:])
    yield change(result, open=result.open[::-1])
    yield change(result, open=(OpenVector(result.open[0].name, "no"), *result.open[1:]))
    yield change(result, reasons=result.reasons[1:])
    yield change(result, reasons=[{**result.reasons[0], "why": []}, *result.reasons[1:]])
