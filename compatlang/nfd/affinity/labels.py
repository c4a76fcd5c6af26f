"""Questions to a node as questions to its labels, where a label says exactly that.

Every answer leans to one side: where a label answers, the question is a *yes*, never an *unknown*. So what is asked of absent
features is refused, since a label is absent as well where nobody has looked. `node.label` itself is the labels of the node,
and there an absent label is a fact. What only a scan of the host itself finds is reported of no node of a cluster.
"""

from __future__ import annotations

from itertools import product
from math import prod

from compatlang.ir.accepted import Names
from compatlang.nfd.affinity import published
from compatlang.nfd.affinity.gpu_feature_discovery import of_numbers, of_whole
from compatlang.nfd.affinity.label_versions import of_version
from compatlang.nfd.affinity.selector import askable, has_only_label_values
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.asking import Counted, Joined, asked_of_rules, refused
from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.nfd.exporting.formula import NEVER, Asking, Element, Formula, Instance, Unreported
from compatlang.nfd.exporting.questions import ABSENT, PRESENT, Among, Question
from compatlang.nfd.go.names import qualified_name
from compatlang.schema.catalog import BASE
from compatlang.source import Span
from compatlang.values.interval import IntervalSet

LABELS = "node.label"

OF_KUBERNETES = frozenset({LABELS, "node.info"})
"""Domains beside NFD's own that labels answer for."""

OF_HOSTS = frozenset(each.name for each in BASE.domains.values() if each.origin == "host")
"""Domains that are not reported of any node of a cluster."""

OTHERS = OF_KUBERNETES | OF_HOSTS
"""Domains beside NFD's own that have an answer here."""

TRUE = Among("string", Names(frozenset({"true"})))
FALSE = Among("string", Names(frozenset({"false"})))

_IDS = 64
"""How many labels of devices stand for one question."""

_NOT_A_TEXT = Inexpressible(
    "a node selector compares labels as whole texts and as integers only", "NFD does not see labels of nodes"
)
_NO_VERSION = Inexpressible(
    "a node selector compares whole numbers, and nobody is known to publish these labels as the numbers of one version",
    "the labels of NVIDIA's GPU Feature Discovery are known, all numbers of a version in their order",
)
_NO_LABEL = Inexpressible(
    "no label that NFD publishes by default says exactly this", "`--publish` has NFD publish one that does"
)
_NOTHING_OF_KUBERNETES = Inexpressible("no label says exactly this", "NFD does not see what the kubelet reports")


def asked_of_labels(literal: Asking | Counted | Joined, span: Span) -> Formula:
    """A question to the labels that a node has by default."""
    if literal.feature in OF_HOSTS:
        return formula.truth(isinstance(literal, Unreported))
    if literal.feature == LABELS:
        return _of_labels(literal, span)
    if isinstance(literal, Joined):
        return asked_of_rules(literal, span)
    found = _by_default(literal)
    if found is not None:
        return found
    return refused(_NOTHING_OF_KUBERNETES if literal.feature in OF_KUBERNETES else _NO_LABEL, span)


def asked_of_both(literal: Asking | Counted | Joined, span: Span) -> Formula:
    """A question to labels, where Kubernetes reports what is asked, and to a rule of NFD otherwise.

    That a feature is not reported no rule can ask, but a published label can say it.
    """
    if literal.feature in OTHERS:
        return asked_of_labels(literal, span)
    return literal if isinstance(literal, Unreported) else asked_of_rules(literal, span)


def label(key: str, question: Question = TRUE) -> Formula:
    """A question to a label."""
    return Element(LABELS, key, question)


def _of_labels(literal: Asking | Counted | Joined, span: Span) -> Formula:
    """Every node has labels, so that they are reported goes without saying."""
    match literal:
        case Element(_, name, question):
            return literal if askable(question) else _of_version(name, question) or refused(_NOT_A_TEXT, span)
        case Joined(_, names, question):
            version = of_numbers(names)
            found = None if version is None else of_version(LABELS, version, question)
            return found or refused(_NO_VERSION, span)
        case _:
            return formula.truth(not isinstance(literal, Unreported))


def _of_version(name: str, question: Question) -> Formula | None:
    """A question to a version that a label has as its text, where labels have its numbers as well."""
    version = of_whole(name)
    found = None if version is None else of_version(LABELS, version, question)
    return None if found is None else formula.all_of([label(name, PRESENT), found])


def _by_default(literal: Asking | Counted | Joined) -> Formula | None:
    match literal:
        case Element(feature, name, question):
            return _of_element(feature, name, question)
        case Instance(feature, questions):
            return _of_instance(feature, dict(questions))
        case _:
            return None


def _of_element(feature: str, name: str, question: Question) -> Formula | None:
    if question == ABSENT:
        return NEVER if (feature, name) in published.ALWAYS_THERE else None
    if (feature, name) in published.WHERE_TRUE:
        return label(published.WHERE_TRUE[feature, name]) if question == _IS_TRUE else None
    key = _key(feature, name)
    if key is None or qualified_name(key) or not askable(question) or not has_only_label_values(question):
        return None
    return label(key, TRUE if _is_flag(feature, name) else question)


_IS_TRUE = Among("bool", Names(frozenset({True})))


def _key(feature: str, name: str) -> str | None:
    """The label whose text is that of an attribute, or which is there where a flag is."""
    if (feature, name) in published.NOT_COPIED or (_is_flag(feature, name) and name in published.NOT_PUBLISHED):
        return None
    single = published.SINGLE.get((feature, name))
    prefix = published.COPIED.get(feature)
    return single if prefix is None else f"{prefix}{name}"


def _is_flag(feature: str, name: str) -> bool:
    domain = BASE.domains.get(feature)
    return domain is not None and domain.kind == "flags" and name not in domain.elements


def _of_instance(feature: str, asked: dict[str, Question]) -> Formula | None:
    """Some instance of a feature answers all questions."""
    if feature in published.DEVICES:
        return _of_device(feature, asked)
    key = _INSTANCES.get((feature, tuple(asked.items())))
    return None if key is None else label(key)


_INSTANCES: dict[tuple[str, tuple[tuple[str, Question], ...]], str] = {
    ("memory.nv", ()): f"{published.PREFIX}memory-nv.present",
    ("memory.nv", (("devtype", Among("string", Names(frozenset({"nd_dax"})))),)): f"{published.PREFIX}memory-nv.dax",
    (
        "network.device",
        (("sriov_totalvfs", Among("int", IntervalSet([(1, None)]))),),
    ): f"{published.PREFIX}network-sriov.capable",
    (
        "network.device",
        (("sriov_numvfs", Among("int", IntervalSet([(1, None)]))),),
    ): f"{published.PREFIX}network-sriov.configured",
    (
        "storage.block",
        (("rotational", Among("int", IntervalSet([(0, 1)]))),),
    ): f"{published.PREFIX}storage-nonrotationaldisk",
}
"""Single questions to some instance, which have labels of their own."""


def _of_device(feature: str, asked: dict[str, Question]) -> Formula | None:
    """A label for each choice of ids, where a label's name has all that is asked, and nothing else."""
    prefix, attributes, classes = published.DEVICES[feature]
    if set(asked) != {name for name, _ in attributes}:
        return None
    texts = [_ids(asked[name], digits) for name, digits in attributes]
    listed = [each for each in texts if each is not None]
    if len(listed) < len(texts) or prod(map(len, listed)) > _IDS:
        return None
    if not all(each.startswith(classes) for each in listed[0]):
        return None
    return formula.any_of(label(f"{prefix}{'_'.join(each)}.present") for each in product(*listed))


def _ids(question: Question, digits: int) -> list[str] | None:
    """The ids that a question lists, as NFD writes them; None where they are not few."""
    if not isinstance(question, Among) or not isinstance(question.keys, IntervalSet):
        return None
    found: list[str] = []
    for low, high in question.keys.intervals:
        if low is None or high is None or high - low > _IDS:
            return None
        found += [f"{each:0{digits}x}" for each in range(low, high)]
    return found
