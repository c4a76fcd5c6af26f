"""Whatever a document calls things, the result compiles, or there is a diagnostic that says why there is none."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compatlang import compile as compile_policies
from compatlang.nfd.importing import read
from tests.strategies import examples

_WORDS = (
    "any",
    "not",
    "has",
    "count",
    "d",
    "policy",
    "rule",
    "version",
    "because",
    "fix",
    "a.b",
    "x/y",
    "a-b",
    "0",
    "",
    "number",
)
_TEXTS = (
    st.sampled_from(_WORDS)
    | st.text(max_size=12)
    | st.sampled_from(('"', "\\", "#", "a\nb", "{", "é", "\u202e", "\x00", "${"))
)
_OPERATORS = ("In", "NotIn", "InRegexp", "Exists", "DoesNotExist", "Gt", "GeLe", "IsTrue", "", "Odd")


@st.composite
def _expressions(draw: st.DrawFn) -> Any:
    made = {"op": draw(st.sampled_from(_OPERATORS)), "value": draw(st.lists(_TEXTS, max_size=3))}
    if made["op"] in ("Exists", "DoesNotExist", "IsTrue", ""):
        del made["value"]
    return draw(st.sampled_from((made, made, made, made, None)))


@st.composite
def _terms(draw: st.DrawFn) -> Any:
    known = st.sampled_from(("kernel.config", "fake.instance", "kernel.loadedmodule", "fake.attribute", "local.label"))
    made: dict[str, Any] = {"feature": draw(known | _TEXTS | st.builds("{}.{}".format, _TEXTS, _TEXTS))}
    made["matchExpressions"] = draw(st.dictionaries(_TEXTS, _expressions(), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        made["matchName"] = draw(_expressions())
    return made


@st.composite
def _rules(draw: st.DrawFn) -> Any:
    texts = st.dictionaries(_TEXTS, _TEXTS, max_size=2)
    return {
        "name": draw(_TEXTS),
        "labels": draw(texts),
        "vars": draw(texts),
        "taints": [{"key": draw(_TEXTS), "value": draw(_TEXTS), "effect": "NoSchedule"}],
        "varsTemplate": draw(st.sampled_from(("", "{{ range"))),
        "matchFeatures": draw(st.lists(_terms(), max_size=2)),
    }


@examples(100)
@given(st.lists(_rules(), min_size=1, max_size=3), _TEXTS, _TEXTS)
def test_odd_names_and_texts(rules: list[Any], name: str, file: str) -> None:
    made = json.dumps(
        {"kind": "NodeFeatureRule", "metadata": {"name": name}, "spec": {"rules": rules}}, ensure_ascii=False
    )
    result = read(made, file or "-")
    assert result.text or any(each.severity == "error" for each in result.diagnostics)
    found = compile_policies(result.text, name="imported.compat").diagnostics if result.text else ()
    assert [(each.message, result.text[each.span.start : each.span.end]) for each in found] == []


@examples(100)
@given(st.lists(st.lists(_rules(), max_size=2), max_size=3), _TEXTS, st.integers(-1, 1_000_001))
def test_odd_images(sets: list[list[Any]], text: str, weight: int) -> None:
    made = json.dumps(
        {"compatibilities": [{"rules": each, "tag": text, "description": text, "weight": weight} for each in sets]},
        ensure_ascii=False,
    )
    result = read(made, "image.yaml")
    assert result.text or any(each.severity == "error" for each in result.diagnostics)
    found = compile_policies(result.text, name="imported.compat").diagnostics if result.text else ()
    assert [(each.message, result.text[each.span.start : each.span.end]) for each in found] == []
