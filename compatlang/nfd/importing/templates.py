"""Which labels and variables the template of a rule may set, as far as its text tells without running it."""

from __future__ import annotations

from compatlang.values.lazy import lazily

_CONTROL = lazily(r"\s*\{\{\s*(?:range|if|else|end|with)\b[^{}]*\}\}")
_TRIMS = lazily(r"\{\{-|-\}\}")


def may_set(template: str, key: str) -> bool:
    """Whether a line of a template's output may be `key=…`.

    A line of output begins as a line of the template does where actions that write nothing stand at the beginning of lines
    only, and nothing is trimmed. Values of features have no line ends.

    >>> may_set("{{ range .pci.device }}pci-{{ .class }}=true", "pci-0300"), may_set("cpu-{{ .x }}=true", "pci-0300")
    (True, False)
    """
    return bool(_TRIMS.search(template)) or any(_may_begin(line, key) for line in template.split("\n"))


def _may_begin(line: str, key: str) -> bool:
    at = 0
    while (control := _CONTROL.match(line, at)) is not None:
        at = control.end()
    text = line[at:]
    literal, action, rest = text.partition("{{")
    if _CONTROL.match(action + rest) or any(_CONTROL.match(rest, place) for place in _openings(rest)):
        return True
    name, equals, _ = literal.lstrip().partition("=")
    if equals:
        return name == key
    return bool(action) and key.startswith(name)


def _openings(text: str) -> list[int]:
    """Where actions begin in a text."""
    return [place for place in range(len(text) - 1) if text.startswith("{{", place)]
