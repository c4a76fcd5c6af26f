"""The Go types that values in a template have, as far as templates can tell them apart.

Types decide printing, comparison, indexing and which arguments a function takes; the names are those that Go prints.
"""

from __future__ import annotations

from typing import NamedTuple


class Type(NamedTuple):
    """A Go type: its kind, its printed name, and the types of its keys and elements if it has any."""

    kind: str
    name: str
    element: Type | None = None
    defined: bool = False
    """It has a name of its own, as NFD's three container types have."""

    def __str__(self) -> str:
        return self.name


INVALID = Type("invalid", "invalid")
"""The type of no value at all: Go's zero `reflect.Value`."""
BOOL = Type("bool", "bool")
INT = Type("int", "int")
INT32 = Type("int32", "int32")
INT64 = Type("int64", "int64")
UINT8 = Type("uint8", "uint8")
UINT64 = Type("uint64", "uint64")
FLOAT64 = Type("float64", "float64")
STRING = Type("string", "string")
ANY = Type("interface", "interface {}")
REFLECT = Type("struct", "reflect.Value")
"""Only as the type of a parameter: the built-in functions take values as they are."""
VERSION = Type("struct", "semver.Version", defined=True)
VERSION_POINTER = Type("ptr", "*semver.Version", VERSION)


def slice_of(element: Type) -> Type:
    """The type of a list of such elements."""
    return Type("slice", f"[]{element.name}", element)


def map_of(element: Type) -> Type:
    """The type of a map from strings to such elements; templates have no other maps."""
    return Type("map", f"map[string]{element.name}", element)


STRINGS = slice_of(STRING)
INTS = slice_of(INT)
LIST = slice_of(ANY)
LISTS = slice_of(LIST)
DICT = map_of(ANY)
STRING_MAP = map_of(STRING)

ELEMENT = Type("map", "nodefeaturerule.MatchedElement", STRING, defined=True)
FEATURES = Type("map", "nodefeaturerule.domainMatchedFeatures", slice_of(ELEMENT), defined=True)
DOMAINS = Type("map", "nodefeaturerule.matchedFeatures", FEATURES, defined=True)
"""The type of the data that NFD gives a template."""

SIGNED = frozenset({"int", "int32", "int64"})
UNSIGNED = frozenset({"uint8", "uint64"})
INTEGERS = SIGNED | UNSIGNED
NILABLE = frozenset({"interface", "map", "slice", "ptr"})


def can_be_nil(type_: Type) -> bool:
    """Whether `nil` can be given where this type is expected."""
    return type_.kind in NILABLE or type_ == REFLECT


def assignable(source: Type, target: Type) -> bool:
    """Go's rule for assignment: equal types, anything to `interface {}`, equal structure when one type is unnamed."""
    if source == target or target == ANY:
        return True
    if source.kind != target.kind or source.kind not in {"map", "slice"} or (source.defined and target.defined):
        return False
    return source.element == target.element
