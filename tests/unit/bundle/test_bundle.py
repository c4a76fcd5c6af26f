"""Bundles: what is written is read again, and whatever else the bytes are is refused by name."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang import bundle, limits, pipeline
from compatlang.decision import keys
from compatlang.errors import LoadError
from compatlang.loader import MemoryLoader
from compatlang.snapshot import Snapshot
from compatlang.source import SourceFile
from compatlang.values import scalar
from tests.strategies import examples, policies, snapshots

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "tests" / "cli" / "data" / "train.compat").read_text(encoding="utf-8")
MORE = """\
table wide { a: quantity | b: string
  > 1Ti | "x"
  *     | ["y", "z"]
}
rule both(q: quantity, s: string = "x") { wide(a: q, b: s) or s like "a*" or s matches "^b+$" }
domain acme.box: instances { size: quantity; label: string }
policy base(least: version = 5.4) "base" { require new: kernel.version >= least }
policy more {
  include base(least: 5.15.0-rc1)
  require boxes: all acme.box { size >= 9Ei; both(size, label) }
  when memory.swap is reported { warn swap: memory.swap.enabled == false }
  prefer fast weight 3: cpu.cpuid has any ["AVX2", "SSE"]
}
"""
NOTHING = Snapshot("n", {})


def bundled(text: str, name: str = "x.compat") -> bytes:
    return pipeline.compile(text, name=name).bundle("1.2.3")


def reseal(payload: dict[str, Any]) -> bytes:
    """A bundle made by hand, with a right digest."""
    data = json.dumps(payload).encode()
    digest = hashlib.sha256(data).hexdigest()
    return b'{"format":"compatlang-bundle","version":1,"digest":"sha256:%s","payload":%s}' % (digest.encode(), data)


def payload(text: str = TEXT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bundled(text))["payload"]
    return found


def use(data: bytes) -> None:
    """Everything that evaluates a bundle; nothing but a `LoadError` may come of it."""
    try:
        loaded = pipeline.load_bundle(data)
        loaded.evaluator().evaluate(NOTHING)
        fleet = loaded.fleet()
        fleet.add([NOTHING])
        [fleet.tally(each) for each in range(len(loaded.graph.policies))]
        loaded.explain(NOTHING)
        loaded.select(loaded.policies)
    except LoadError:
        pass


@pytest.mark.parametrize("text", ["", TEXT, "policy p { require yes: true }"])
def test_what_is_written_is_read_again(text: str) -> None:
    made = pipeline.compile(text, name="x.compat")
    loaded = bundle.load(made.bundle("1.2.3"))
    assert (loaded.name, loaded.compiler, loaded.declared) == ("x.compat", "1.2.3", made.declared)
    assert loaded.graph == made.graph
    assert loaded.program == msgspec.structs.replace(made.program, tests=())
    assert {name: each.text for name, each in loaded.sources.items()} == {"x.compat": text}
    assert pipeline.load_bundle(made.bundle("1.2.3")).bundle("1.2.3") == made.bundle("1.2.3")


@examples(40)
@given(policies(), snapshots())
def test_a_bundle_says_what_its_source_says(text: str, snapshot: Snapshot) -> None:
    made = pipeline.compile(text, name="x.compat")
    loaded = pipeline.load_bundle(made.bundle("1.2.3"))
    assert loaded.graph == made.graph
    assert loaded.policies == made.policies
    assert loaded.explain(snapshot) == made.explain(snapshot)
    assert loaded.select(["main"]).graph == made.select(["main"]).graph


@examples(200)
@given(st.data())
def test_changed_bytes_are_refused(data: st.DataObject) -> None:
    whole = bundled(TEXT)
    at = data.draw(st.integers(0, len(whole) - 2))
    if data.draw(st.booleans()):
        broken = whole[:at]
    else:
        other = data.draw(st.integers(0, 255).filter(lambda each: each != whole[at]))
        broken = whole[:at] + bytes([other]) + whole[at + 1 :]
    with pytest.raises(LoadError):
        bundle.load(broken)


@examples(100)
@given(st.binary() | st.text().map(str.encode))
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(LoadError, match="compiled bundle"):
        bundle.load(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:-30], "cut off or damaged"),
        (lambda data: data.replace(b'"version":1', b'"version":2', 1), "of format version 2, where this compatlang"),
        (lambda data: data.replace(b'"train"', b'"drain"', 1), "its digest differs"),
        (lambda data: data.replace(b"compatlang-bundle", b"compatlang-bundel", 1), "no compiled bundle"),
        (lambda data: b"edition 1\n", "no compiled bundle"),
        (lambda data: b"", "no compiled bundle"),
        (lambda data: b"[" * 100_000, "no compiled bundle"),
    ],
)
def test_a_refusal_says_what_is_wrong(change: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(LoadError, match=message):
        bundle.load(change(bundled(TEXT)))


def test_a_bundle_past_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUNDLE_BYTES", 1000)
    with pytest.raises(LoadError, match="larger than 1000 bytes"):
        bundle.load(bundled(TEXT))


def change(tree: Any, path: list[str | int], value: Any) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["graph", "nodes", 0, "variable"], 99, "variable 99, which there is not"),
        (["graph", "nodes", 0, "runs"], [[0, 1]], "other than one child a state"),
        (["graph", "nodes", 0, "runs"], [[0, 10**12]], "other than one child a state"),
        (["graph", "nodes", 0, "runs", 0, 0], 3, "no earlier one"),
        (["graph", "variables", 1, "cuts", 0], [[9], 1, [[0]]], "out of order"),
        (["graph", "variables", 1, "cuts", 0], "5.10", "is no version key"),
        (["graph", "variables", 1, "states", 0], 7, "beyond its size"),
        (["graph", "variables", 0, "condition"], -1, "which there is not"),
        (["graph", "variables", 0, "condition"], 4, "asks about an instance, and there is none"),
        (["graph", "variables", 1, "value"], 99, "there is no value 99"),
        (["graph", "policies", 0, "verdict"], 10_000, "a node that there is not"),
        (["graph", "policies", 0, "groups", 0, "profiles"], [], "has no profiles"),
        (["graph", "values", 6, "parts", 0], 6, "no earlier entry"),
        (["graph", "conditions", 4, "accepted"], [[1, 2]], "is no key"),
        (["policies"], ["other"], "other policies"),
        (["diagnostics"], [{"code": "x", "severity": "error", "message": "", "span": ["x.compat", 0, 0]}], "failed"),
        (["diagnostics"], [{"code": "x", "severity": "warning", "message": "", "span": ["y", 0, 0]}], "a span"),
        (["graph"], {}, "missing required field"),
    ],
)
def test_a_graph_that_is_unsound_is_refused(path: list[str | int], value: Any, message: str) -> None:
    tree = payload()
    change(tree, path, value)
    with pytest.raises(LoadError, match=message):
        bundle.load(reseal(tree))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["texts", "x.compat"], "", "its digest names"),
        (["declared"], ["other"], "other policies"),
        (["program", "roots"], ["x.compat#nothing"], "a policy is missing"),
        (["program", "rules"], {}, "there is no `x.compat#gpus`"),
        (["program", "tables", "x.compat#cuda_driver", "rows", 0, "cells"], [], "does not fit its columns"),
        (["program", "policies", "x.compat#train", "statements", 0, "span"], ["x.compat", 0, 10**6], "a span"),
    ],
)
def test_a_program_that_is_unsound_is_refused_when_it_is_asked_for(
    path: list[str | int], value: Any, message: str
) -> None:
    tree = payload()
    change(tree, path, value)
    loaded = bundle.load(reseal(tree))
    with pytest.raises(LoadError, match=message):
        _ = loaded.program


def test_a_rule_that_calls_itself_is_refused() -> None:
    tree = payload()
    rules = tree["program"]["rules"]
    (name,) = rules
    call = {"node": "RuleCall", "span": ["x.compat", 0, 0], "rule": name}
    call["arguments"] = [{"node": "Parameter", "span": ["x.compat", 0, 0], "name": "at_least", "type": "int"}]
    rules[name]["condition"] = call
    with pytest.raises(LoadError, match="refers to itself"):
        _ = bundle.load(reseal(tree)).program


def places(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(tree, dict):
        for key, each in tree.items():
            yield from places(each, (*path, key))
    elif isinstance(tree, list):
        for index, each in enumerate(tree):
            yield from places(each, (*path, index))


TREES = [(text, [each for each in places(payload(text)) if each[0] in ("graph", "program")]) for text in (TEXT, MORE)]


def taken(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


@examples(300)
@given(st.data())
def test_bundles_made_by_hand_crash_nothing(data: st.DataObject) -> None:
    text, those = data.draw(st.sampled_from(TREES))
    tree = payload(text)
    path = data.draw(st.sampled_from(those))
    others = st.sampled_from([each for each in those if each[-1] == path[-1]]).map(lambda each: taken(tree, each))
    plain: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, -1, 0, 1, 2, 3, 5, 255, 2**53, 2**70, "", "x", "version", "string", [], {}]
    )
    change(tree, list(path), copy.deepcopy(data.draw(others | plain)))
    use(reseal(tree))


@examples(100)
@given(st.data())
def test_keys_are_exact(data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(scalar.SCALAR_TYPES))
    texts = ["true", "false", "5", "-9223372036854775808", "ffffffffffffffff", "1E", "1e999", "a", "5.15.0-91-generic"]
    texts += ["6.9~rc3", "999999999999999999.1-rc999999999999999999"]
    key = scalar.parse(type_, data.draw(st.sampled_from(texts)))
    if key is not None:
        written = json.loads(json.dumps(keys.to_json(key)), parse_int=lambda text: int(float(text)))
        assert keys.from_json(type_, written) == key


def test_the_same_policy_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import sys; from compatlang import pipeline as p; sys.stdout.buffer.write(p.compile(sys.argv[1]).bundle('1'))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program, TEXT],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1


def test_policies_that_failed_have_no_bundle() -> None:
    with pytest.raises(compatlang.UsageError, match="failed to compile"):
        bundled("policy p { require r: nothing == 1 }")


def test_a_selection_has_no_bundle() -> None:
    with pytest.raises(compatlang.UsageError, match="select from that"):
        pipeline.compile(TEXT).select(["train"]).bundle("1")


def test_warnings_are_kept() -> None:
    made = pipeline.compile("policy p { require r: true }\n## nothing below\n")
    assert made.diagnostics
    assert pipeline.load_bundle(made.bundle("1")).diagnostics == made.diagnostics


def test_spans_of_the_library_have_their_texts() -> None:
    loaded = bundle.load(bundled("import nvidia\npolicy p { require r: nvidia.gpus(2) }"))
    assert set(loaded.sources) == {"x.compat", "std:nvidia.compat"}
    assert isinstance(loaded.sources["std:nvidia.compat"], SourceFile)


KEPT = """
let versions = [5.15.*, 6.1.*]
table asked { a: version
  versions
}
table not_asked { a: version
  1.0
}
feature acme.below: version = kernel.version
feature acme.asked: version = acme.below
feature acme.not_asked: version = kernel.version
rule inner(v: version) { asked(a: v) }
rule outer { inner(acme.asked) }
rule not_called { not_asked(a: acme.not_asked) }
policy base { require outer: outer() }
policy main { include base }
policy other(v: version) { require inner: inner(v) }
test "of what no policy calls" { given acme.not_asked = "1.0"; expect not_called(): yes }
"""


def test_a_bundle_has_what_its_policies_lead_to() -> None:
    """Those that need an argument, too. What only a test asks for stays with the source."""
    program = bundle.load(bundled(KEPT)).program
    assert set(program.policies) == {"x.compat#base", "x.compat#main", "x.compat#other"}
    assert set(program.rules) == {"x.compat#inner", "x.compat#outer"}
    assert set(program.tables) == {"x.compat#asked"}
    assert set(program.features) == {"acme.asked", "acme.below"}


def test_what_an_import_has_beyond_that_is_left_out_and_so_are_texts_that_nothing_quotes() -> None:
    text = "import nvidia\nimport kernel\npolicy p { require r: nvidia.runs_cuda(12.4) }"
    loaded = bundle.load(bundled(text))
    assert set(loaded.program.tables) == {"std:nvidia.compat#cuda_driver"}
    assert set(loaded.sources) == {"x.compat", "std:nvidia.compat", "std:nvidia/cuda_driver.csv"}
    assert pipeline.load_bundle(bundled(text)).explain(NOTHING) == pipeline.compile(text, name="x.compat").explain(
        NOTHING
    )


def test_a_warning_about_what_is_left_out_keeps_its_text() -> None:
    other = MemoryLoader({"other.compat": "let unused = 1\n## nothing below\n"})
    made = pipeline.compile(
        'import "./other.compat" as other\npolicy p { require yes: true }', name="x.compat", loader=other
    )
    loaded = bundle.load(made.bundle("1"))
    assert [each.span.file for each in loaded.diagnostics] == ["other.compat"]
    assert set(loaded.sources) == {"x.compat", "other.compat"}
