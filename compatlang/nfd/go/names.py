"""The names that Kubernetes admits, after its package `validation`.

Every function returns Kubernetes' own complaints, none where the name is good. Lengths count bytes,
also where a complaint speaks of characters.
"""

from __future__ import annotations

import re

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = f"({_NAME})?"

_ALPHANUMERIC = "and must start and end with an alphanumeric character"
_LABEL_RULE = f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', {_ALPHANUMERIC}"
_SUBDOMAIN_RULE = (
    f"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', {_ALPHANUMERIC}"
)
_NAME_RULE = f"must consist of alphanumeric characters, '-', '_' or '.', {_ALPHANUMERIC}"
_VALUE_RULE = (
    f"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', {_ALPHANUMERIC}"
)

_LABEL_BYTES = 63
_SUBDOMAIN_BYTES = 253


def qualified_name(text: str) -> tuple[str, ...]:
    """`IsQualifiedName`: `name` or `prefix/name`, the key of a label, an annotation or an extended resource.

    >>> qualified_name("feature.node.kubernetes.io/cpu-AVX"), qualified_name("/x")
    ((), ('prefix part must be non-empty',))
    """
    prefix, slash, name = text.partition("/")
    if not slash:
        return _name(prefix)
    if "/" in name:
        optional = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return (f"a valid label key {_name_complaint()}{optional}",)
    complaints = _subdomain(prefix, "bytes") if prefix else ("must be non-empty",)
    return (*(f"prefix part {each}" for each in complaints), *_name(name))


def label_value(text: str) -> tuple[str, ...]:
    """`IsValidLabelValue`."""
    complaint = "" if _matches(_VALUE, text) else _complaint(_VALUE_RULE, _VALUE, "MyValue", "my_value", "12345")
    return _complaints(_too_long(text, _LABEL_BYTES), complaint)


def dns1123_label(text: str) -> tuple[str, ...]:
    """`IsDNS1123Label`."""
    if _matches(_LABEL, text):
        complaint = ""
    elif _matches(_SUBDOMAIN, text):
        complaint = "must not contain dots"
    else:
        complaint = _complaint(_LABEL_RULE, _LABEL, "my-name", "123-abc")
    return _complaints(_too_long(text, _LABEL_BYTES, "characters"), complaint)


def dns1123_subdomain(text: str) -> tuple[str, ...]:
    """`IsDNS1123Subdomain`."""
    return _subdomain(text, "characters")


def _subdomain(text: str, unit: str) -> tuple[str, ...]:
    complaint = "" if _matches(_SUBDOMAIN, text) else _complaint(_SUBDOMAIN_RULE, _SUBDOMAIN, "example.com")
    return _complaints(_too_long(text, _SUBDOMAIN_BYTES, unit), complaint)


def _name(text: str) -> tuple[str, ...]:
    length = _too_long(text, _LABEL_BYTES) if text else "must be non-empty"
    found = _complaints(length, "" if _matches(_NAME, text) else _name_complaint())
    return tuple(f"name part {each}" for each in found)


def _name_complaint() -> str:
    return _complaint(_NAME_RULE, _NAME, "MyName", "my.name", "123-abc")


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _too_long(text: str, most: int, unit: str = "bytes") -> str:
    return f"must be no more than {most} {unit}" if len(text.encode("utf-8", "surrogatepass")) > most else ""


def _complaints(*complaints: str) -> tuple[str, ...]:
    return tuple(filter(None, complaints))


def _complaint(rule: str, pattern: str, *examples: str) -> str:
    shown = " or ".join(f"'{each}', " for each in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"
