"""Random documents of NFD, and features of nodes that they may meet.

Both speak of a small universe of features. Rules ask with every operator, mostly for what fits, sometimes for what does not;
values are those that NFD's own sources write, in their spelling.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

from compatlang.nfd import custom_expression
from compatlang.nfd.features import Features

Json = dict[str, Any]


class Element(NamedTuple):
    """What an element may hold, and what rules ask about it besides."""

    texts: tuple[str, ...]
    odd: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ("^a", "b$", "1", "^(5|6)$", "(?i)Y", r"^\d+$")
    numeric: tuple[str, ...] = ()
    """As what it may well be compared: `type` of an expression."""


_BOOL = Element(("true", "false"), ("True", "1"), ("^t", "e$", "x", "^$"))
_INT = Element(("0", "5", "10", "100", "-1"), ("05", "x", "5.5"), ("^5$", "^(5|10)$"), ("", "version"))
_TEXT = Element(
    ("y", "m", "abc", "a b", "", "10", "-5", "6.1", "1.2.3-rc1", 'quo"te'),
    ("5", "007", "v6.1"),
    numeric=("", "version"),
)
_NAME = Element(_TEXT.texts, _TEXT.odd)
_ID = Element(
    ("10de", "8086", "0300", "0302", "0b40"), ("10DE", "300", "zz"), ("^03", "^0b40", "[02468]$", "^10de$", ".")
)
_SHORT = Element(("02", "03", "ff"), ("2", "FF"), ("^0", "f"))
_VERSION = Element(("9.4", "22.04", "24.04", "38", "12"), ("rolling", "v9"), ("^2",), ("", "version"))
_KERNEL = Element(
    (
        *(
            "5.15.0",
            "5.15.3",
            "6.8.0-41-generic",
            "6.8.0-rc1",
            "5.14.0-503.11.1.el9_5.x86_64",
            "6.9.0+",
            "5.15.0-91-generic",
        ),
        *("6.1.0-18-amd64", "5.4.0-042", "6.8.12-1.el9", "1.2.3.4"),
    ),
    ("5.15", "6.8.0-rc1", "v6.1", "5", "x"),
    ("^5",),
    ("version",),
)

FLAGS = {
    "cpu.cpuid": ("AVX", "AVX2", "AVX512F", "SGX", "UNHEARD_OF", "ODD-NAME"),
    "kernel.loadedmodule": ("overlay", "vfio-pci", "ib_core"),
    "acme.capability": ("fast", "odd name"),
}
ATTRIBUTES: dict[str, dict[str, Element]] = {
    "cpu.cpuid": {"AVX10_VERSION": _INT},
    "kernel.config": {"X86": _TEXT, "NR_CPUS": _TEXT, "ODD-NAME": _TEXT},
    "kernel.version": {
        "full": _KERNEL,
        "major": _INT,
        "minor": _INT,
        "revision": Element((*_INT.texts, ""), _INT.odd, ("^5$",), ("",)),
    },
    "system.osrelease": {"ID": _TEXT, "VERSION_ID": _VERSION, "VERSION_ID.major": _INT, "odd/name": _TEXT},
    "cpu.security": {
        "sgx.enabled": _BOOL,
        "sgx.epc": Element(("0", "65536", "1073741824"), ("1Gi",), ("^0$",), ("",)),
        "tdx.total_keys": _INT,
    },
    "memory.swap": {"enabled": _BOOL},
    "memory.numa": {"is_numa": _BOOL, "node_count": _INT},
    "cpu.model": {
        "vendor_id": Element(("Intel", "AMD", ""), ("intel",), ("^I", "(?i)amd")),
        "family": _INT,
        "id": _INT,
    },
    "acme.fpga": {"rev": _KERNEL, "slots": _INT, "odd-name": _TEXT},
}
INSTANCES: dict[str, dict[str, Element]] = {
    "pci.device": {"vendor": _ID, "class": _ID, "device": _ID, "sriov_totalvfs": _INT, "iommu_group/type": _NAME},
    "usb.device": {"class": _SHORT, "serial": _NAME},
    "network.device": {"name": _NAME, "speed": _INT},
    "storage.block": {
        "name": _NAME,
        "rotational": _INT,
        "zoned": Element(("none", "host-aware"), ("None",), ("^host", "e$")),
    },
    "fake.instance": {"name": _NAME, "attr_3": _INT, "other.name": _NAME},
}
EASY = ("kernel.loadedmodule", "memory.swap", "memory.numa")
"""What a rule asks of these is met as often as not, so that it matters what the rule hands on."""

STRANGERS = ("no_such_element",)
"""A name that no source of NFD reports where the catalog knows all."""

VERSIONS = (*("5", "5.15", "5.15.0", "6.1", "6.8", "6.8.0", "9.4", "22.04", "v6.8", "10.5") * 4, "6.8.0-rc1", "x")
NUMBERS = (*("-1", "0", "4", "5", "6", "9", "10", "99", "100", "65536") * 4, "+5", "007", "x")
NUMERIC = ("Gt", "Ge", "Lt", "Le", "GtLt", "GeLe")
KEYS = ("one", "two/x", "3")
"""Names of labels and variables."""


def elements(domain: str) -> dict[str, Element]:
    """What rules may ask about in a domain."""
    found = {
        **dict.fromkeys(FLAGS.get(domain, ()), Element(("true",))),
        **ATTRIBUTES.get(domain, {}),
        **INSTANCES.get(domain, {}),
    }
    return {**found, **dict.fromkeys(STRANGERS, _TEXT)}


def with_values(op: str) -> Json:
    """An expression with values that its operator takes."""
    return {"op": op} if op in ("", "Exists", "DoesNotExist", "IsTrue", "IsFalse") else {"op": op, "value": ["1"]}


@st.composite
def expressions(draw: st.DrawFn, element: Element, *, flag: bool = False) -> Json:
    """One match expression, mostly one that can be answered."""
    numeric = draw(st.sampled_from(element.numeric)) if element.numeric else None
    kinds = ["In", "In", "NotIn", "Exists", "DoesNotExist", "", "InRegexp"]
    kinds += [*NUMERIC] if numeric is not None else []
    kinds = ["Exists", "DoesNotExist"] if flag else kinds
    if draw(st.integers(0, 30)) == 0:
        kinds = ["IsTrue", "NotIn", "InRegexp", *NUMERIC]
    op = draw(st.sampled_from([*kinds, "IsTrue", "IsFalse"] if "true" in element.texts and not flag else kinds))
    made: Json = {"op": op}
    values = st.sampled_from((*element.texts * 8, *element.odd))
    if op in ("In", "NotIn"):
        made["value"] = draw(st.lists(values, min_size=1, max_size=3))
    elif op == "InRegexp":
        made["value"] = draw(st.lists(st.sampled_from(element.patterns), min_size=1, max_size=2))
    elif op in NUMERIC:
        count = 2 if op in ("GtLt", "GeLe") else 1
        if numeric == "version":
            made["type"] = numeric
        bounds = draw(st.lists(st.sampled_from(VERSIONS if numeric else NUMBERS), min_size=count, max_size=count))
        made["value"] = bounds if draw(st.integers(0, 9)) == 0 else sorted(bounds, key=_order)
    if draw(st.integers(0, 60)) == 0:
        made["value"] = draw(st.lists(values, max_size=2))
    return made


def _order(text: str) -> list[int]:
    return [int(each) if each.lstrip("-").isdigit() else 0 for each in text.removeprefix("v").split(".")]


@st.composite
def terms(draw: st.DrawFn, before: tuple[str, ...], *, linked: bool = False) -> Json:
    """What a rule asks of one feature, or of what rules before it have set, which are these keys; `linked` ones often do."""
    if before and draw(st.integers(0, 1 if linked else 3)) == 0:
        keys = draw(st.lists(st.sampled_from(before), min_size=1, max_size=2, unique=True))
        asked = {key: draw(expressions(Element(("true", "false", "5")))) for key in keys}
        return {"feature": "rule.matched", "matchExpressions": asked}
    domain = draw(st.sampled_from(EASY if linked else sorted({*FLAGS, *ATTRIBUTES, *INSTANCES})))
    written = draw(st.sampled_from((domain, domain, domain, domain.title())))
    made: Json = {"feature": written}
    pool = elements(domain)
    least = 1 if draw(st.integers(0, 7)) else 0
    most = draw(st.sampled_from((1, 1, 2, 3)))
    names = draw(st.lists(st.sampled_from(sorted(pool)), min_size=least, max_size=most, unique=True))
    empty = draw(st.booleans())
    if names or empty:
        flags = FLAGS.get(domain, ())
        made["matchExpressions"] = {name: draw(expressions(pool[name], flag=name in flags)) for name in names}
    if draw(st.integers(0, 7)) == 0:
        names_in = st.lists(st.sampled_from(sorted(pool)), min_size=1, max_size=3).map(
            lambda names: {"op": "In", "value": names}
        )
        made["matchName"] = draw(names_in | expressions(Element(tuple(pool), (), ("^AVX", "n", "^v", "e$"))))
    return made


@st.composite
def rules(draw: st.DrawFn, name: str, before: tuple[str, ...], *, labels: bool, linked: bool) -> Json:
    """One rule; `labels` says whether it may set some, `before` what rules before it may have set.

    `linked` rules set the same and ask for it.
    """
    made: Json = {"name": name}
    least = 1 if draw(st.integers(0, 7)) else 0
    asked = st.lists(terms(before, linked=linked), min_size=least, max_size=draw(st.sampled_from((1, 1, 2))))
    if draw(st.integers(0, 3)):
        made["matchFeatures"] = draw(asked)
    if draw(st.integers(0, 2)) == 0:
        made["matchAny"] = [{"matchFeatures": draw(asked)} for _ in range(draw(st.integers(1, 3)))]
    keys = st.just(KEYS[0]) if linked else st.sampled_from(KEYS)
    texts = st.dictionaries(keys, st.sampled_from(("true", "false", "5", "x")), min_size=int(linked), max_size=2)
    for field in ("labels", "vars") if labels else ("vars",):
        made[field] = draw(texts)
    return made


@st.composite
def rule_lists(draw: st.DrawFn, *, labels: bool, most: int = 4) -> list[Json]:
    """Rules that stand in one list; names may be alike."""
    linked = draw(st.booleans())
    count = draw(st.integers(2 if linked else 1, most))
    names = st.sampled_from(("first", "second rule", "a/b", "A-b", "vendor", "2", ""))
    made: list[Json] = []
    for _ in range(count):
        before = [key for each in made for field in ("labels", "vars") for key in each.get(field, ())]
        known = tuple(dict.fromkeys(before))
        made.append(draw(rules(draw(names), known, labels=labels, linked=linked)))
    return made


@st.composite
def images(draw: st.DrawFn) -> Json:
    """Specifications of images. Each set has a tag of its own, and may ask for what those before it have set."""
    rules = draw(rule_lists(labels=False, most=5))
    cuts = sorted(draw(st.lists(st.integers(1, len(rules)), max_size=2)))
    sets = [rules[low:high] for low, high in pairwise((0, *cuts, len(rules)))]
    return {
        "version": "v1alpha1",
        "compatibilities": [
            {"rules": each, "weight": draw(st.integers(0, 5)), "tag": f"t{place}"} for place, each in enumerate(sets)
        ],
    }


@st.composite
def features(draw: st.DrawFn, *, complete: bool = False) -> Features:
    """The features of a node: unless it is `complete`, some domains are not reported; others have nothing in them."""

    def reported() -> bool:
        return complete or draw(st.integers(0, 3)) > 0

    least = draw(st.integers(0, 1))
    flags = {
        name: frozenset(draw(st.lists(st.sampled_from(known), min_size=least, max_size=4)))
        for name, known in FLAGS.items()
        if reported()
    }
    attributes = {
        name: draw(_values(known))
        for name, known in ATTRIBUTES.items()
        if (name in flags if name == "cpu.cpuid" else reported())
    }
    instances = {
        name: tuple(draw(st.lists(_values(known).filter(bool), min_size=least, max_size=3)))
        for name, known in INSTANCES.items()
        if reported()
    }
    return Features(flags, attributes, instances)


@st.composite
def _values(draw: st.DrawFn, known: dict[str, Element]) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from(sorted(known)), unique=True, min_size=len(known) // 2, max_size=len(known)))
    return {name: draw(st.sampled_from(known[name].texts)) for name in names}


IN_CUSTOM = {"Ge": "Gt", "Le": "Lt", "GeLe": "GtLt"}
"""What stands for the operators that the custom source does not know."""


@st.composite
def custom_files(draw: st.DrawFn) -> list[Json]:
    """Rules as files in custom.d have them: expressions without a type, some in short forms."""
    made = draw(rule_lists(labels=True))
    matchers = [matcher for rule in made for matcher in (rule, *rule.get("matchAny", ()))]
    for term in [each for matcher in matchers for each in matcher.get("matchFeatures", ())]:
        if "matchExpressions" in term:
            asked = {name: draw(_in_custom(each)) for name, each in term["matchExpressions"].items()}
            only_there = all(each == {"op": "Exists"} for each in asked.values())
            term["matchExpressions"] = list(asked) if only_there and draw(st.booleans()) else asked
        if "matchName" in term:
            term["matchName"] = draw(_in_custom(term["matchName"]))
    return made


@st.composite
def _in_custom(draw: st.DrawFn, expression: Json) -> Any:
    """An expression as the custom source may have it. One that it refuses would have it refuse the whole file."""
    op, value = IN_CUSTOM.get(expression["op"], expression["op"]), expression.get("value", [])
    if op == "In" and value and draw(st.booleans()):
        return value[0] if len(value) == 1 else value
    made = {"op": op, "value": value} if value else {"op": op}
    return {"op": "Exists"} if isinstance(custom_expression.read(made), custom_expression.Wrong) else made
