"""Random cases for NFD's own code: expressions, rules and whole documents over the features of a random node.

A rule is drawn for the node that it is asked about: it names features and elements that are there more often than not, and
asks for what they are, so that as many rules match as do not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from compatlang.nfd.expression import NUMERIC, OPERATORS
from tests.nfd import random_templates
from tests.nfd.random_values import (
    ANNOTATION_VALUES,
    EFFECTS,
    KEYS,
    LABEL_VALUES,
    MANY_NAMES,
    QUANTITIES,
    Theme,
    everything,
    keys,
    names,
    one_in,
    patterns,
    seldom,
    theme_of,
    values,
)

Tree = dict[str, Any]
Draw = st.DrawFn

FEATURES = ("d.f", "d.g", "e.f", "rule.matched", "a.b.c", "plain", "D.F")
"""Names of feature sets. Rules do not find the one with capitals, templates not the one without a dot."""

LIKELY: dict[Theme, tuple[str, ...]] = {
    "number": (*NUMERIC, "In", "NotIn"),
    "version": (*NUMERIC, "InRegexp"),
    "text": ("In", "NotIn", "InRegexp", "In", "NotIn", "InRegexp", "Exists", "DoesNotExist", ""),
    "truth": ("IsTrue", "IsFalse", "IsTrue", "IsFalse", "In"),
}
"""The operators that an author uses on a value of a theme."""

ALONE = ("", "Exists", "DoesNotExist", "IsTrue", "IsFalse")
"""The operators without values."""


class Seen(NamedTuple):
    """An element as a feature set has it: whether it is there and, unless it is a flag, with which value."""

    name: str
    present: bool = False
    value: str | None = None


# Expressions


@st.composite
def expressions(draw: Draw, seen: Seen) -> Tree:
    """An expression about an element, which two times in five is sure to hold for it; others are drawn by theme."""
    made = _holding(draw, seen) if draw(st.integers(1, 5)) > 3 else _any(draw, theme_of(seen.name), seen.value)
    if one_in(draw, 30):
        made["type"] = draw(st.sampled_from(("version", "other", "Version")))
    if one_in(draw, 10):
        made["value"] = draw(seldom(st.lists(everything, max_size=3), st.none(), 4))
    return made


def _any(draw: Draw, theme: Theme, actual: str | None) -> Tree:
    """An expression as one may be written for a theme, or with any operator, one that is none among them."""
    likely = st.sampled_from(LIKELY[theme])
    op = draw(seldom(seldom(likely, st.sampled_from(OPERATORS), 4), st.sampled_from(("Bogus", "in", "exists")), 20))
    made: Tree = {"op": op}
    if given := _given(draw, op, theme, actual):
        made["value"] = given
    if op in NUMERIC and theme == "version":
        made["type"] = "version"
    return made


def _given(draw: Draw, op: str, theme: Theme, actual: str | None) -> list[str]:
    """As many values as the operator needs; a range is most often in order."""
    if op in ALONE:
        return []
    if op == "InRegexp":
        return draw(st.lists(patterns, min_size=1, max_size=3))
    if op in ("In", "NotIn"):
        given = draw(st.lists(values(theme), min_size=1, max_size=3))
        return [*given, actual] if actual is not None and draw(st.booleans()) else given
    if op in ("GtLt", "GeLe"):
        if theme == "number" and not one_in(draw, 8):
            return [str(each) for each in sorted(draw(st.lists(_INTEGERS, min_size=2, max_size=2, unique=True)))]
        return draw(st.lists(values(theme), min_size=2, max_size=2))
    return [draw(values(theme))]


_INTEGERS = st.sampled_from((-(2**63), -3, -1, 0, 1, 2, 5, 10, 2**63 - 1))


def _holding(draw: Draw, seen: Seen) -> Tree:
    """An expression that holds for an element, if the value is no odd one."""
    if not seen.present:
        return {"op": draw(st.sampled_from(("DoesNotExist", "DoesNotExist", "")))}
    if seen.value is None:
        return {"op": draw(st.sampled_from(("Exists", "Exists", "")))}
    theme, value = theme_of(seen.name), seen.value
    choices: list[Tree] = [
        {"op": "Exists"},
        {"op": "In", "value": [draw(values(theme)), value]},
        {"op": "NotIn", "value": [f"{value}!"]},
        {"op": "InRegexp", "value": [draw(patterns), ""]},
    ]
    if theme in ("number", "version"):
        kind = {"type": "version"} if theme == "version" else {}
        choices += [{"op": op, "value": [value]} | kind for op in ("Ge", "Le")]
        choices += [{"op": "GeLe", "value": [value, "9223372036854775807"]} | kind]
        choices += [{"op": "Gt", "value": ["-9"] if theme == "number" else ["0.0.0-a"]} | kind]
        choices += [{"op": "Lt", "value": ["99"]} | kind]
        choices += [{"op": "GtLt", "value": ["-9", "99"] if theme == "number" else ["0", "99"]} | kind]
    if value in ("true", "false"):
        choices += [{"op": "IsTrue" if value == "true" else "IsFalse"}] * 3
    return draw(st.sampled_from(choices))


@st.composite
def name_expressions(draw: Draw, elements: Sequence[str]) -> Tree:
    """An expression about the names of elements, which are texts whatever their values mean."""
    name = draw(st.sampled_from(tuple(elements))) if elements else None
    return _any(draw, "text", name) if one_in(draw, 3) else draw(expressions(Seen("t", True, name or draw(names))))


@st.composite
def expression_sets(draw: Draw, view: Mapping[str, str | None], most: int = 3) -> Tree:
    """Expressions about elements, most of them there; a null one now and then, on which NFD panics."""
    asked: Tree = {}
    for _ in range(draw(st.integers(0, most))):
        name = draw(st.sampled_from(tuple(view)) if view and not one_in(draw, 5) else names)
        seen = Seen(name, name in view, view.get(name))
        asked[name] = None if one_in(draw, 150) else draw(expressions(seen))
    if one_in(draw, 16):
        asked[draw(names)] = draw(st.sampled_from(({"op": "Exists", "value": ["a"]}, {"op": "Bogus"})))
    return asked


# Features


@st.composite
def flags(draw: Draw) -> Tree:
    many = MANY_NAMES if one_in(draw, 40) else ()
    return {name: {} for name in (*draw(st.lists(names, max_size=4)), *many)}


@st.composite
def attributes(draw: Draw) -> dict[str, str]:
    many = MANY_NAMES if one_in(draw, 40) else ()
    return {name: draw(values(theme_of(name))) for name in (*draw(st.lists(names, max_size=5)), *many)}


instances = st.lists(attributes().map(lambda given: {"attributes": given}), max_size=3)
NULL_INSTANCE: Tree = {"attributes": None}


def _sets(elements: st.SearchStrategy[Any], known: Sequence[str]) -> st.SearchStrategy[Tree]:
    """Feature sets of one kind; one in a while is null."""
    held = seldom(elements, st.none(), 24).map(lambda given: {"elements": given})
    return st.dictionaries(st.sampled_from(tuple(known)), held, max_size=3)


def features(known: Sequence[str] = FEATURES) -> st.SearchStrategy[Tree]:
    """What is known of a node. Names are few, so that many features are of several types at once."""
    return st.fixed_dictionaries(
        {
            "flags": _sets(flags(), known),
            "attributes": _sets(attributes(), known),
            "instances": _sets(seldom(instances, st.just([NULL_INSTANCE]), 30), known),
        }
    )


class Node(NamedTuple):
    """A node that rules are drawn for: its features, and what each feature has, once for each type and instance."""

    features: Tree
    views: Mapping[str, list[Mapping[str, str | None]]]


def _node(features: Tree) -> Node:
    views: dict[str, list[Mapping[str, str | None]]] = {}
    for kind, sets in features.items():
        for name, held in sets.items():
            elements = held["elements"] or ()
            found = [each["attributes"] or {} for each in elements] if kind == "instances" else [elements or {}]
            if kind == "flags":
                found = [dict.fromkeys(each) for each in found]
            views.setdefault(name, []).extend(found)
    return Node(features, views)


def nodes(known: Sequence[str] = FEATURES) -> st.SearchStrategy[Node]:
    return features(known).map(_node)


# Rules


@st.composite
def terms(draw: Draw, node: Node) -> Tree:
    """What is asked of one feature: of what one of its types has; written in capitals now and then."""
    there = tuple(node.views)
    name = draw(st.sampled_from(there) if there and not one_in(draw, 6) else st.sampled_from((*FEATURES, "none.f")))
    views = node.views.get(name) or [{}]
    view = draw(st.sampled_from(views))
    term: Tree = {"feature": name.upper() if one_in(draw, 12) else name}
    shape = draw(st.integers(1, 12))
    if shape < 10:
        term["matchExpressions"] = draw(expression_sets(view))
    if shape in (8, 9, 10, 11):
        term["matchName"] = draw(name_expressions(tuple(view)))
    return term


@st.composite
def group_rules(draw: Draw, node: Node) -> Tree:
    """A rule of a group or of an image."""
    made: Tree = {"name": draw(st.sampled_from(("r", "s & <t>", ""))), "matchFeatures": draw(_terms(node))}
    if one_in(draw, 3):
        alternatives = st.lists(_terms(node).map(lambda given: {"matchFeatures": given}), max_size=3)
        made["matchAny"] = draw(alternatives)
    made["vars"] = draw(st.dictionaries(names, everything, max_size=2))
    if one_in(draw, 4):
        made["varsTemplate"] = draw(random_templates.templates(_seen_by_templates(made)))
    return made


def _terms(node: Node) -> st.SearchStrategy[list[Tree]]:
    return st.integers(1, 12).flatmap(
        lambda number: st.lists(terms(node), min_size=min(number // 3, 2), max_size=min(number // 3, 2))
    )


def _seen_by_templates(rule: Tree) -> tuple[str, ...]:
    """The features that the terms of a rule ask for, under which templates find what they have matched."""
    found = [each["feature"] for each in rule["matchFeatures"]]
    found += [each["feature"] for one in rule.get("matchAny", ()) for each in one["matchFeatures"]]
    return tuple(each for each in found if "." in each) or ("d.f",)


DYNAMIC = (
    "@d.f.n",
    "@d.f.v.w",
    "@d.g.t",
    "@rule.matched.n",
    "@rule.matched.a",
    "@d.f",
    "@",
    "@none.f.n",
    "@D.F.n",
    "@a.b.c.n",
)

_labels = st.dictionaries(keys, seldom(st.sampled_from(LABEL_VALUES), st.sampled_from(DYNAMIC), 3), max_size=3)
_resources = st.dictionaries(keys, seldom(st.sampled_from(QUANTITIES), st.sampled_from(DYNAMIC), 3), max_size=2)
_annotations = st.dictionaries(keys, st.sampled_from(ANNOTATION_VALUES), max_size=2)
_taint = st.fixed_dictionaries(
    {"key": keys, "effect": seldom(st.sampled_from(EFFECTS[:3]), st.sampled_from(EFFECTS), 3)},
    optional={"value": st.sampled_from(("x", "", "a b"))},
)
_taints = st.lists(_taint, max_size=2)


@st.composite
def rules(draw: Draw, node: Node) -> Tree:
    """A rule of a NodeFeatureRule."""
    made = draw(group_rules(node))
    for name, outputs in (
        ("labels", _labels),
        ("annotations", _annotations),
        ("extendedResources", _resources),
        ("taints", _taints),
    ):
        if draw(st.booleans()):
            made[name] = draw(outputs)
    if one_in(draw, 4):
        made["labelsTemplate"] = draw(random_templates.templates(_seen_by_templates(made)))
    if one_in(draw, 40):
        made[draw(st.sampled_from(("vars", "labels", "matchFeatures", "matchAny", "taints")))] = None
    return made


# Cases


@st.composite
def expression_cases(draw: Draw) -> Tree:
    name = draw(names)
    state = draw(st.integers(1, 6))
    seen = Seen(name, state > 1, draw(values(theme_of(name))) if state > 2 else None)
    return {
        "kind": "expression",
        "expression": None if one_in(draw, 100) else draw(expressions(seen)),
        "valid": seen.present,
        "value": seen.value,
    }


OF_SETS = ("MatchMulti", "MatchGetKeys", "MatchGetValues", "MatchGetInstances", "MatchMulti")
OF_NAMES = ("MatchNamesMulti", "MatchKeyNames", "MatchValueNames", "MatchInstanceAttributeNames")


@st.composite
def set_cases(draw: Draw, most: int = 4) -> Tree:
    """Functions of NFD over one feature. Those of one type get what is of that type only."""
    function = draw(st.sampled_from((*OF_SETS, *OF_NAMES)))
    absent = st.none()
    case: Tree = {
        "kind": "set",
        "function": function,
        "flags": draw(absent | flags() if "Multi" in function else flags()),
        "attributes": draw(absent | attributes() if "Multi" in function else attributes()),
        "instances": draw(st.just([]) | instances if "Multi" in function else instances),
        "failFast": draw(st.booleans()),
    }
    views = _views_of(case)
    if function in OF_SETS:
        case["matchExpressions"] = draw(expression_sets(draw(st.sampled_from(views)), most))
    else:
        case["matchName"] = draw(name_expressions(tuple(draw(st.sampled_from(views)))))
    return case


def _views_of(case: Tree) -> list[Mapping[str, str | None]]:
    """What the function of a case looks at."""
    function: str = case["function"]
    views: list[Mapping[str, str | None]] = []
    if "Key" in function or ("Multi" in function and case["flags"] is not None):
        views.append(dict.fromkeys(case["flags"]))
    if "Value" in function or ("Multi" in function and case["attributes"] is not None):
        views.append(case["attributes"])
    if "Instance" in function or "Multi" in function:
        views += [each["attributes"] for each in case["instances"]]
    return views or [{}]


@st.composite
def rule_cases(draw: Draw) -> Tree:
    node = draw(nodes())
    return {"kind": "rule", "rule": draw(rules(node)), "features": node.features, "failFast": draw(st.booleans())}


@st.composite
def group_rule_cases(draw: Draw) -> Tree:
    node = draw(nodes())
    rule = draw(group_rules(node))
    return {"kind": "grouprule", "rule": rule, "features": node.features, "failFast": draw(st.booleans())}


@st.composite
def sequence_cases(draw: Draw) -> Tree:
    """Objects of rules as nfd-master goes through them; rules refer to what those before them have yielded."""
    node = _with_back_references(draw(nodes()))
    objects = [
        {"metadata": {"name": name}, "spec": {"rules": draw(st.lists(rules(node), min_size=1, max_size=2))}}
        for name in draw(st.lists(st.sampled_from(("a", "b", "B", "a.1")), min_size=1, max_size=2, unique=True))
    ]
    labels = draw(_labels) if one_in(draw, 4) else {}
    return {"kind": "rules", "objects": objects, "features": node.features, "labels": labels}


def _with_back_references(node: Node) -> Node:
    """The same node for rules that ask for what earlier rules may have yielded."""
    views = [*node.views.get("rule.matched", ()), {"n": "1", "t": "a", "a": "true"}]
    return Node(node.features, {**node.views, "rule.matched": views})


_TAGS = ("", "t", "<u>", "t")


@st.composite
def image_cases(draw: Draw) -> Tree:
    """A specification of an image. What has no domain NFD's sources cannot find."""
    node = _with_back_references(draw(nodes([name for name in FEATURES if "." in name])))
    sets: list[Tree] = []
    for _ in range(draw(st.integers(0, 3))):
        one: Tree = {"rules": draw(st.lists(group_rules(node), max_size=2))}
        if draw(st.booleans()):
            one |= {
                "weight": draw(st.integers(-1, 100)),
                "tag": draw(st.sampled_from(_TAGS)),
                "description": draw(st.sampled_from(("", "some & é \u2028"))),
            }
        sets.append(one)
    spec = {"version": "v1alpha1", "compatibilities": sets}
    tags = draw(st.lists(st.sampled_from(("t", "u", "<u>")), min_size=1, max_size=2)) if one_in(draw, 4) else []
    return {"kind": "validate_node", "spec": as_text(spec), "features": node.features, "tags": tags}


_one_key = {
    "Label": st.sampled_from(LABEL_VALUES) | st.text("aZ0._-é", max_size=6),
    "Annotation": st.sampled_from(ANNOTATION_VALUES),
    "ExtendedResource": st.sampled_from(QUANTITIES) | st.text("0123456789.-+eEkKMGiun ", max_size=6),
}


@st.composite
def validation_cases(draw: Draw) -> Tree:
    """What NFD admits: one thing, or all that a rule yields of a sort."""
    case: Tree = {"kind": "validate"}
    node = draw(nodes())
    choices: dict[str, st.SearchStrategy[Tree]] = {
        **{name: st.fixed_dictionaries({"key": _fine, "value": given}) for name, given in _one_key.items()},
        **{f"{name}s": st.dictionaries(_fine, given, max_size=3).map(_as_map) for name, given in _one_key.items()},
        "Taint": _taint.map(lambda given: {"taint": given}),
        "Taints": _taints.map(lambda given: {"taints": given}),
        "Template": random_templates.templates(random_templates.FEATURES).map(lambda given: {"template": given}),
        "MatchFeatures": _terms(node).map(lambda given: {"matchFeatures": given}),
        "MatchAny": st.lists(_terms(node), max_size=2).map(
            lambda given: {"matchAny": [{"matchFeatures": each} for each in given]}
        ),
    }
    function = draw(st.sampled_from(tuple(choices)))
    return case | {"function": function} | draw(choices[function])


_drawn_keys = st.builds("{}/{}".format, st.text("a.-B", min_size=1, max_size=6), st.text("aZ0._-é", max_size=6))
_fine = st.one_of(st.sampled_from(KEYS[3:7]), keys, _drawn_keys, st.text("aB1./-_ é", max_size=8))


def _as_map(given: dict[str, str]) -> Tree:
    return {"map": given}


def _object(rules: Sequence[Tree]) -> str:
    return as_text({"metadata": {"name": "random"}, "spec": {"rules": rules}})


def as_text(document: Tree) -> str:
    """A document as YAML reads it: it has no pairs of surrogates, and breaks lines where JSON does not."""
    return json.dumps(document, ensure_ascii=False).replace("\u2028", "\\u2028")


@st.composite
def kubectl_validate_cases(draw: Draw) -> Tree:
    node = draw(nodes())
    return {"kind": "kubectl_validate", "rules": _object(draw(st.lists(rules(node), min_size=1, max_size=2)))}


@st.composite
def kubectl_dry_run_cases(draw: Draw) -> Tree:
    node = draw(nodes())
    made = _object(draw(st.lists(rules(node), min_size=1, max_size=2)))
    return {"kind": "kubectl_dryrun", "rules": made, "features": as_text({"spec": {"features": node.features}})}


@st.composite
def template_cases(draw: Draw) -> Tree:
    of = draw(st.sampled_from((random_templates.lines, random_templates.programs, random_templates.programs)))
    text = draw(of(random_templates.FEATURES))
    return {"kind": "template", "template": text, "data": draw(random_templates.data)}


SCALARS: dict[str, st.SearchStrategy[str]] = {
    "atoi": values("number") | everything,
    "semver": values("version") | everything,
    "quantity": st.sampled_from(QUANTITIES) | values("number") | everything,
    "qualified_name": keys | everything,
    "label_value": st.sampled_from(LABEL_VALUES) | everything,
    "dns1123_label": keys | everything,
    "dns1123_subdomain": keys | everything,
}


@st.composite
def scalar_cases(draw: Draw) -> Tree:
    """What Go makes of one text: texts of the pools, and such as are drawn from the letters that matter."""
    function = draw(st.sampled_from((*SCALARS, "regexp")))
    if function == "regexp":
        text = draw(everything | st.text("aAbé1_ .\nk\u017f", max_size=4))
        return {"kind": "scalar", "function": function, "pattern": draw(_drawn_patterns | patterns), "text": text}
    drawn = st.text("0123456789.-+vVeEkKMGiimun_/aA", max_size=8)
    return {"kind": "scalar", "function": function, "text": draw(SCALARS[function] | drawn)}


_drawn_patterns = st.lists(
    st.sampled_from(
        [*"aAb1.^$|*+?()[]-\\{},é", "\\d", "\\pL", "(?i)", "{2}", "[^", "\\b", "(?:", "[[:", ":]]", "\\x", "1,3}"]
    ),
    max_size=6,
).map("".join)

CASES: dict[str, st.SearchStrategy[Tree]] = {
    "expression": expression_cases(),
    "set": set_cases(),
    "rule": rule_cases(),
    "grouprule": group_rule_cases(),
    "rules": sequence_cases(),
    "validate_node": image_cases(),
    "validate": validation_cases(),
    "kubectl_validate": kubectl_validate_cases(),
    "kubectl_dryrun": kubectl_dry_run_cases(),
    "template": template_cases(),
    "scalar": scalar_cases(),
}
"""Cases by their kind, which the table in tests/oracle/README.md explains."""
