"""Counts of instances, by templates of published rules: the scheduler chooses and ranks as the policy does."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.snapshot import Section, Snapshot
from tests.nfd.affinity.judged import judged, published_by_nfd
from tests.nfd.affinity.nodes import snapshots
from tests.nfd.affinity.test_affinity_agrees import OF_LABELS, agree, exported, sources
from tests.oracle.oracle import Oracle
from tests.strategies import examples

DOMAIN = """domain acme.board: instances { maker: string; model: id; ports: int; on: bool }
domain acme.rack.slot: instances { ports: int }
table models {
  source "nobody"
  model: id | ports: int
  0x10      | >= 2
  0x11      | *
  [0x20, 0x21] | < 8
}
"""

BOARDS = st.fixed_dictionaries(
    {},
    optional={
        "maker": st.sampled_from(["acme", 'a "quoted" one', "", "a`b\\c", "µ"]),
        "model": st.sampled_from(["10", "0x11", "0020", "zz", ""]),
        "ports": st.sampled_from(["0", "2", "+8", "many", "99999999999999999999"]),
        "on": st.sampled_from(["true", "false", "yes"]),
    },
)

INSIDE = (
    'maker == "acme"',
    'maker != "acme"',
    'maker in ["acme", ""]',
    r'maker == "a `b\\c" or maker == "a \"quoted\" one"',
    'maker like "a*"',
    'not maker like "*a*"',
    'maker matches "^a.?b"',
    "maker is present",
    "maker is missing",
    "model == 0x10",
    "model in [0x10, 0x20] and ports >= 2",
    "ports < 8",
    "ports > 1 and ports != 8",
    "on",
    "not on",
    "models(model: model)",
    "not models(model: model, ports: 2)",
    "true",
    "false",
)

NUMBERS = (
    *(">= 0", ">= 1", ">= 2", "> 2", "== 0", "== 1", "!= 1", "< 1", "< 2", "<= 1"),
    *("in [0, 2]", "in 1 .. 2", "not in 1 .. 2"),
)


@st.composite
def counted(draw: st.DrawFn) -> str:
    """A condition about how many boards are so."""
    domain = draw(st.sampled_from(["acme.board", "acme.board", "acme.board", "pci.device"]))
    inner = "vendor == 0x10de; class in [0x0300, 0x0302]"
    if domain == "acme.board":
        joint = draw(st.sampled_from([" and ", " or ", "; "]))
        inner = joint.join(draw(st.lists(st.sampled_from(INSIDE), min_size=1, max_size=2)))
    kind = draw(st.sampled_from(["any", "all", "none", "count", "count"]))
    number = f" {draw(st.sampled_from(NUMBERS))}" if kind == "count" else ""
    return f"{kind} {domain} {{ {inner} }}{number}"


def compiled(source: str) -> Policies:
    made = compile_policies(source)
    assert [each for each in made.diagnostics if each.severity == "error"] == []
    return made


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Policies that count, among what else they ask."""
    own = tuple(draw(st.lists(counted(), min_size=2, max_size=4)))
    return DOMAIN + draw(sources((*own, 'kernel.loadedmodule has "nvidia_fs"', draw(st.sampled_from(OF_LABELS)))))


@st.composite
def nodes(draw: st.DrawFn) -> Snapshot:
    """Nodes with boards: some, none at all, or nobody has looked."""
    node = draw(snapshots())
    boards = draw(st.one_of(st.none(), st.lists(BOARDS, max_size=4).map(tuple)))
    more = {} if boards is None else {"acme.board": Section(instances=boards)}
    return msgspec.structs.replace(node, sections={**node.sections, **more})


@examples(300)
@given(policies(), st.lists(nodes(), min_size=2, max_size=4))
def test_affinity_over_counts_decides_and_ranks_as_the_policy(source: str, found: list[Snapshot]) -> None:
    made = compiled(source)
    affinity = exported(made, publish=True)
    assume(not affinity.refused)
    agree(affinity, made, found)


@examples(200)
@given(policies(), st.lists(nodes(), min_size=2, max_size=4))
def test_nfd_counts_as_the_policy(oracle: Oracle, source: str, found: list[Snapshot]) -> None:
    made = compiled(source)
    affinity = exported(made, publish=True)
    assume(not affinity.refused)
    agree(affinity, made, found, partial(published_by_nfd, oracle), partial(judged, oracle))


@pytest.mark.parametrize("inner", [each for each in INSIDE if "matches" not in each])
@pytest.mark.parametrize("kind", ["count >= 2", "count == 0", "count in [0, 2]", "none", "all"])
def test_every_condition_about_boards_can_be_counted(oracle: Oracle, inner: str, kind: str) -> None:
    """On every number of boards, of which some have nothing, and some what cannot be read."""
    word, _, number = kind.partition(" ")
    made = compiled(f"{DOMAIN}policy main {{ require it: {word} acme.board {{ {inner} }} {number} }}")
    affinity = exported(made, publish=True)
    assert affinity.diagnostics == ()
    boards: list[dict[str, str]] = [
        {"maker": "acme", "model": "10", "ports": "8", "on": "true"},
        {"maker": "", "model": "0020", "ports": "2", "on": "false"},
        {},
        {"maker": "a`b\\c", "model": "zz", "ports": "many", "on": "yes"},
    ]
    bare = Snapshot("node", {"node.info": Section(attributes=INFO), "node.label": Section(attributes={})})
    reported = [
        msgspec.structs.replace(bare, sections={**bare.sections, "acme.board": Section(instances=tuple(each))})
        for each in ([], *([one] for one in boards), boards[:2], boards[1:], [boards[0]] * 2, boards)
    ]
    agree(affinity, made, [bare, *reported], partial(published_by_nfd, oracle), partial(judged, oracle))


INFO = {"architecture": "amd64", "operatingSystem": "linux"}


def rules_of(condition: str) -> list[Any]:
    """The published rules of one requirement."""
    made = exported(compiled(f"{DOMAIN}policy main {{ require it: {condition} }}"), publish=True)
    assert made.diagnostics == ()
    spec: Any = msgspec.yaml.decode(made.rules_yaml())["spec"]
    return list(spec["rules"])


def test_a_requirement_that_only_counts_is_one_rule_whose_template_sets_the_label() -> None:
    (rule,) = rules_of('count acme.board { maker == "acme" } >= 2')
    name = rule["name"]
    label = f"compatlang.feature.node.kubernetes.io/{name}"
    assert rule["labelsTemplate"] == f"{{{{ if ge (len .acme.board) 2 }}}}{label}=true{{{{ end }}}}"
    assert rule["matchFeatures"] == [
        {"feature": "acme.board", "matchExpressions": {"maker": {"op": "In", "value": ["acme"]}}}
    ]
    assert "labels" not in rule


def test_a_count_among_other_conditions_is_a_variable_that_the_rule_behind_asks() -> None:
    counting, rule = rules_of('count acme.board { on } >= 2 and kernel.loadedmodule has "nvidia_fs"')
    assert "=true" in counting["varsTemplate"]
    assert counting["name"].startswith("compatlang.acme.board.")
    asked = {each["feature"]: each["matchExpressions"] for each in rule["matchFeatures"]}
    assert asked["rule.matched"] == {counting["name"]: {"op": "In", "value": ["true"]}}


def test_that_there_is_none_asks_whether_anybody_has_looked() -> None:
    some, counting, rule = rules_of("none acme.board { on }")
    assert some["vars"] == {"compatlang.acme.board.some": "true"}
    assert "varsTemplate" not in some
    none, few = (each["matchFeatures"] for each in rule["matchAny"])
    assert none == [
        {"feature": "acme.board"},
        {"feature": "rule.matched", "matchExpressions": {"compatlang.acme.board.some": {"op": "DoesNotExist"}}},
    ]
    assert few == [{"feature": "rule.matched", "matchExpressions": {counting["name"]: {"op": "In", "value": ["true"]}}}]


def test_a_feature_with_further_dots_is_looked_up_as_nfd_parts_its_name(oracle: Oracle) -> None:
    made = compiled(f"{DOMAIN}policy main {{ require it: count acme.rack.slot {{ ports > 1 }} >= 2 }}")
    racks = [
        Snapshot(
            "node",
            {"node.info": Section(attributes=INFO), "node.label": Section(attributes={}), "acme.rack.slot": each},
        )
        for each in (Section(instances=({"ports": "2"},) * count) for count in range(4))
    ]
    agree(exported(made, publish=True), made, racks, partial(published_by_nfd, oracle), partial(judged, oracle))


def test_one_count_that_two_requirements_ask_is_made_once() -> None:
    body = """require a: count acme.board { on } >= 2 and kernel.loadedmodule has "a"
    require b: count acme.board { on } >= 2 and kernel.loadedmodule has "b" """
    made = exported(compiled(f"{DOMAIN}policy main {{ {body} }}"), publish=True)
    assert made.rules_yaml().count("varsTemplate") == 1


@pytest.mark.parametrize(
    ("condition", "message", "place"),
    [
        (
            'none acme.board { maker == "acme"; kernel.loadedmodule has "a" }',
            "NFD counts instances by what each says of itself, and here the node is asked as well",
            "none acme.board {",
        ),
        (
            'count acme.board { maker == "acme"; node.label["a"] == "b" } >= 2',
            "NFD counts instances by what each says of itself, and here the node is asked as well",
            "count acme.board {",
        ),
        (
            'count acme.board { maker matches "a" } < 2',
            "NFD cannot ask whether a regular expression does not match",
            'maker matches "a"',
        ),
    ],
)
def test_what_cannot_be_counted_is_refused_where_it_stands(condition: str, message: str, place: str) -> None:
    text = f"{DOMAIN}policy main {{ require it: {condition} }}"
    made = exported(compiled(text), publish=True)
    assert [each.message for each in made.diagnostics] == [message]
    assert text[made.diagnostics[0].span.start :].startswith(place)
