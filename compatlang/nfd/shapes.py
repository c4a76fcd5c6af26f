"""The Go types of NFD's documents, by which the YAML reader knows what to make of a scalar.

Of `metadata` those fields are here that hold texts; the others are read as they stand.
"""

from __future__ import annotations

from compatlang.nfd.go.types import Int, List, Map, Ptr, Raw, Str, Struct, Type

_TEXTS = Map(Str())

_EXPRESSION = Struct(
    {"op": Str("v1alpha1.MatchOp"), "value": List(Str(), "v1alpha1.MatchValue"), "type": Str("v1alpha1.ValueType")},
    "MatchExpression",
)
_TERM = Struct(
    {
        "feature": Str(),
        "matchExpressions": Ptr(Map(Ptr(_EXPRESSION), "v1alpha1.MatchExpressionSet")),
        "matchName": Ptr(_EXPRESSION),
    },
    "FeatureMatcherTerm",
)
_MATCHER = List(_TERM, "v1alpha1.FeatureMatcher")
_MATCH: dict[str, Type] = {
    "matchFeatures": _MATCHER,
    "matchAny": List(Struct({"matchFeatures": _MATCHER}, "MatchAnyElem")),
}
_TAINT = Struct(
    {"key": Str(), "value": Str(), "effect": Str("v1.TaintEffect"), "timeAdded": Raw("v1.Time")},
    "Taint",
)
_VARS: dict[str, Type] = {"name": Str(), "vars": _TEXTS, "varsTemplate": Str()}
_LABELS: dict[str, Type] = {"labels": _TEXTS, "labelsTemplate": Str()}

GROUP_RULE = Struct({**_VARS, **_MATCH}, "GroupRule")
RULE = Struct(
    {
        **_VARS,
        **_LABELS,
        "annotations": _TEXTS,
        "taints": List(_TAINT),
        "extendedResources": _TEXTS,
        **_MATCH,
    },
    "Rule",
)

_METADATA = Struct(
    {
        **dict.fromkeys(("name", "generateName", "namespace", "selfLink", "uid", "resourceVersion"), Str()),
        "labels": _TEXTS,
        "annotations": _TEXTS,
        "finalizers": List(Str()),
    },
    "ObjectMeta",
)
_FEATURES = Struct(
    {
        "flags": Map(Struct({"elements": Map(Struct({}, "Nil"))}, "FlagFeatureSet")),
        "attributes": Map(Struct({"elements": _TEXTS}, "AttributeFeatureSet")),
        "instances": Map(
            Struct({"elements": List(Struct({"attributes": _TEXTS}, "InstanceFeature"))}, "InstanceFeatureSet")
        ),
    },
    "Features",
)


def _object(name: str, spec: Struct) -> Struct:
    """An object of Kubernetes; kind and version are fields of an embedded struct."""
    fields: dict[str, Type] = {"kind": Str(), "apiVersion": Str(), "metadata": _METADATA, "spec": spec}
    return Struct(fields, name, {"kind": "TypeMeta", "apiVersion": "TypeMeta"})


NODE_FEATURE = _object("NodeFeature", Struct({"features": _FEATURES, "labels": _TEXTS}, "NodeFeatureSpec"))
NODE_FEATURE_RULE = _object("NodeFeatureRule", Struct({"rules": List(RULE)}, "NodeFeatureRuleSpec"))
NODE_FEATURE_GROUP = _object(
    "NodeFeatureGroup", Struct({"featureGroupRules": List(GROUP_RULE)}, "NodeFeatureGroupSpec")
)

IMAGE_SPEC = Struct(
    {
        "version": Str(),
        "compatibilities": List(
            Struct({"rules": List(GROUP_RULE), "weight": Int(), "tag": Str(), "description": Str()}, "Compatibility")
        ),
    },
    "Spec",
)

_CUSTOM_TERM = Struct(
    {"feature": Str(), "matchExpressions": Raw("MatchExpressionSet"), "matchName": Raw("MatchExpression")},
    "FeatureMatcherTerm",
)
_CUSTOM_MATCHER = List(_CUSTOM_TERM, "api.FeatureMatcher")
CUSTOM_RULES = List(
    Struct(
        {
            **_VARS,
            **_LABELS,
            "matchFeatures": _CUSTOM_MATCHER,
            "matchAny": List(Struct({"matchFeatures": _CUSTOM_MATCHER}, "MatchAnyElem")),
        },
        "Rule",
    )
)
"""A file of custom.d. Expressions read themselves, see `custom`."""

ANYTHING = Raw()
"""For a first look at what a document is."""
