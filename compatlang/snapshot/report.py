"""Findings about one document, given by the path of the value that they speak of."""

from __future__ import annotations

from typing import Literal

from compatlang.diagnostics import Code, Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.coercion import as_nfd_reads
from compatlang.snapshot.tree import Parsed, Path, Value, Written, shown
from compatlang.source import Span

Part = Literal["key", "value", "pair"]
_NAMED = 5
"""Names that a warning about many values lists before it only counts."""


def kind_of(value: Value) -> str:
    """A value's kind, as people call it."""
    match value:
        case None:
            return "nothing"
        case bool() | Written():
            return f"`{shown(written(value))}`"
        case str():
            return f"the text `{shown(value, 40)}`"
        case list():
            return "a list"
        case dict():
            return "a mapping"


def written(value: bool | str) -> str:
    """The characters of a scalar."""
    return value if isinstance(value, str) else str(value).lower()


def _elsewhere(text: str) -> str:
    """What others make of an unquoted scalar."""
    read = as_nfd_reads(text)
    if read is None:
        return "but NFD cannot read it"
    return "but Kubernetes wants a text" if read == text else f"but NFD reads it as `{read}`"


class Report:
    """Collects what is found in the object at `prefix` of a document."""

    def __init__(self, parsed: Parsed, prefix: Path = ()) -> None:
        self.parsed = parsed
        self.prefix = prefix
        self.diagnostics: list[Diagnostic] = []
        self._unquoted: dict[Path, list[tuple[Path, Part]]] = {}

    def span(self, path: Path, part: Part = "pair") -> Span:
        """Where the value at `path` stands, or the nearest mapping around it that is there."""
        path = self.prefix + path
        place = self.parsed.places.find(path)
        while place is None and path:
            path, part = path[:-1], "key"
            place = self.parsed.places.find(path)
        name = self.parsed.file.name
        if place is None:
            return Span(name, self.parsed.start, min(self.parsed.start + 1, self.parsed.end))
        if place.key_start < 0:
            container = part == "key"
            return Span(name, place.start, min(place.start + 1, place.end) if container else place.end)
        match part:
            case "key":
                return Span(name, place.key_start, place.key_end)
            case "value":
                return Span(name, place.start, place.end)
            case "pair":
                return Span(name, place.key_start, max(place.key_end, place.end))

    def add(self, code: Code, path: Path, message: str, *, part: Part = "value", help: str = "") -> None:  # noqa: A002
        """A finding about the value at `path`."""
        self.diagnostics.append(code.at(self.span(path, part), message, help=help))

    def malformed(self, path: Path, message: str, *, help: str = "") -> None:  # noqa: A002
        """A finding that the value at `path` cannot be understood; the caller leaves it unknown."""
        self.add(codes.MALFORMED_SECTION, path, message, part="key", help=help)

    def text(self, path: Path, value: Value, *, number: bool = False) -> str | None:
        """A value that must be a text, or None where it cannot be one; both are reported.

        Where `number` is true, a number is as good as a text.
        """
        if type(value) is str:
            return value
        if isinstance(value, (bool, str)):
            if not number:
                self.unquoted(path, "value")
            return str(written(value))
        name = shown(str(path[-1]))
        if value is None:
            self.malformed(path, f"`{name}` has no value", help='write `""` if the text is empty, or remove the line')
        else:
            self.malformed(path, f"the value of `{name}` must be a text, found {kind_of(value)}")
        return None

    def key(self, path: Path, key: str) -> str:
        """The text of a key; a number or a truth value is reported."""
        if type(key) is str:
            return key
        self.unquoted(path, "key")
        return str(key)

    def unquoted(self, path: Path, part: Part) -> None:
        """Remembers a scalar that should be quoted; one warning speaks of all of one section."""
        section = path[: path.index("elements")] if "elements" in path else path[:-1]
        self._unquoted.setdefault(section, []).append((path, part))

    def finish(self) -> list[Diagnostic]:
        """Everything found."""
        for places in self._unquoted.values():
            span = self.span(*places[0])
            text = self.parsed.file.slice(span)
            names = list(dict.fromkeys(f"`{shown(str(path[-1]))}`" for path, _ in places[1:]))
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            self.diagnostics.append(
                codes.UNQUOTED_VALUE.at(
                    span,
                    f"`{shown(text)}` is not quoted: it is taken as written here, {_elsewhere(text)}",
                    notes=[f"{', '.join(names[:_NAMED])}{more} should be quoted as well"] if names else [],
                    help=f'write `"{shown(text)}"`',
                )
            )
        self._unquoted = {}
        return self.diagnostics
