"""What Kubernetes and NFD admit on a node, after pkg/apis/nfd/validate/validate.go: a function for each thing a rule yields.

Every function gives NFD's own words for the first thing that is wrong, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from compatlang.nfd.go import names
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quantity import parse_quantity
from compatlang.nfd.go.quote import quote
from compatlang.nfd.model import MatchAnyElement, Taint, Term
from compatlang.nfd.template import mistake

FEATURE_NAMESPACE = "feature.node.kubernetes.io"
PROFILE_NAMESPACE = "profile.node.kubernetes.io"
ANNOTATION_BYTES = 1 << 10
"""The longest value of an annotation."""

NAMESPACE_NOT_ALLOWED = GoError("namespace is not allowed")
UNPREFIXED = GoError("unprefixed keys are not allowed")
INVALID_EFFECT = GoError("invalid taint effect")
EMPTY_EFFECT = GoError("empty taint effect")

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")

Check = Callable[[str, str], GoError | None]


def label(key: str, value: str) -> GoError | None:
    """A label: a qualified name with a namespace that is not Kubernetes' own, and a value that labels may have."""
    wrong = _name("label key", key) or _namespace(key, FEATURE_NAMESPACE, PROFILE_NAMESPACE)
    complaints = () if wrong else names.label_value(value)
    return GoError(f"invalid value {quote(value)}: {'; '.join(complaints)}") if complaints else wrong


def annotation(key: str, value: str) -> GoError | None:
    """An annotation: any value that is not too long."""
    wrong = _name("annotation key", key) or _namespace(key, FEATURE_NAMESPACE)
    if wrong or len(value.encode("utf-8", "surrogatepass")) <= ANNOTATION_BYTES:
        return wrong
    return GoError(
        f"invalid value: too long: feature annotations must not be longer than {ANNOTATION_BYTES} characters"
    )


def extended_resource(key: str, value: str) -> GoError | None:
    """An extended resource: its value is a quantity."""
    wrong = _name("name", key) or _namespace(key, FEATURE_NAMESPACE)
    if wrong:
        return wrong
    quantity = parse_quantity(value)
    return GoError(f"invalid value {quote(value)}: {quantity.text}") if isinstance(quantity, GoError) else None


def taint(given: Taint) -> GoError | None:
    """A taint; nobody looks at the syntax of its key and its value."""
    wrong = _namespace(given.key, FEATURE_NAMESPACE)
    if wrong or given.effect in EFFECTS:
        return wrong
    return INVALID_EFFECT if given.effect else EMPTY_EFFECT


def all_labels(given: Mapping[str, str]) -> tuple[GoError, ...]:
    """Every label that is refused."""
    return tuple(_each("label", label, given))


def all_annotations(given: Mapping[str, str]) -> tuple[GoError, ...]:
    """Every annotation that is refused."""
    return tuple(_each("annotation", annotation, given))


def all_extended_resources(given: Mapping[str, str]) -> tuple[GoError, ...]:
    """Every extended resource that is refused."""
    return tuple(_each("extended resource", extended_resource, given))


def all_taints(given: Iterable[Taint]) -> tuple[GoError, ...]:
    """Every taint that is refused."""
    refused = ((each, taint(each)) for each in given)
    return tuple(
        GoError(f"invalid taint {each.key}={each.value}:{each.effect}: {wrong.text}")
        for each, wrong in refused
        if wrong
    )


def template(text: str) -> tuple[GoError, ...]:
    """Whether a template can be parsed; what it refers to is not looked at."""
    wrong = mistake(text)
    return () if wrong is None else (GoError(f"invalid template: {wrong.text}"),)


def match_features(terms: Iterable[Term]) -> tuple[GoError, ...]:
    """Every feature whose name has not exactly one dot; nothing else of a term is looked at."""
    text = "invalid feature name {} (not <domain>.<feature>), cannot be used for templating"
    return tuple(GoError(text.format(each.feature)) for each in terms if each.feature.count(".") != 1)


def match_any(elements: Iterable[MatchAnyElement]) -> tuple[GoError, ...]:
    """The same for every alternative."""
    return tuple(error for each in elements for error in match_features(each.match_features))


def namespace_of(key: str) -> str:
    """What stands before the first slash."""
    namespace, slash, _ = key.partition("/")
    return namespace if slash else ""


def _each(what: str, check: Check, given: Mapping[str, str]) -> Iterator[GoError]:
    """NFD walks the map in random order; here it is that of the keys."""
    for key, value in sorted(given.items()):
        wrong = check(key, value)
        if wrong:
            yield GoError(f"invalid {what} {quote(key)}:{quote(value)} {wrong.text}")


def _name(what: str, key: str) -> GoError | None:
    complaints = names.qualified_name(key)
    return GoError(f"invalid {what} {quote(key)}: {'; '.join(complaints)}") if complaints else None


def _namespace(key: str, *allowed: str) -> GoError | None:
    """Whether a key has a namespace, and of Kubernetes' own only one of those that NFD may use, or one below them."""
    namespace = namespace_of(key)
    if not namespace:
        return UNPREFIXED
    if namespace != "kubernetes.io" and not namespace.endswith(".kubernetes.io"):
        return None
    fine = any(namespace == each or namespace.endswith(f".{each}") for each in allowed)
    return None if fine else NAMESPACE_NOT_ALLOWED
