"""Where the sources put what they find; `host` closes it into a `Host`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping

from compatlang.integrations.host.model import Host, Note
from compatlang.integrations.host.text import printable


class Found:
    """The features so far, as the sources read them: texts may still hold bytes that are not UTF-8."""

    def __init__(self) -> None:
        self.flags: dict[str, Iterable[str]] = {}
        self.attributes: dict[str, Mapping[str, str]] = {}
        self.instances: dict[str, Iterable[Mapping[str, str]]] = {}
        self._partial: set[str] = set()
        self._notes: dict[Note, None] = {}

    def trying(self, *domains: str) -> contextlib.AbstractContextManager[None, bool]:
        """Leaves domains unreported, with a note, where the block under it cannot read them."""
        return _Trying(self, domains)

    def incomplete(self, domain: str, why: OSError | str) -> None:
        """Says that a domain may have more than was found."""
        self._partial.add(domain)
        self.note(domain, why)

    def note(self, domain: str, why: OSError | str) -> None:
        """Keeps the reason why something is not known."""
        if isinstance(why, str):
            self._notes[Note(domain, "", why)] = None
            return
        path = why.filename if isinstance(why.filename, str | bytes) else ""
        text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
        self._notes[Note(domain, printable(text), (why.strerror or "cannot be read").lower())] = None

    def host(self, node: str) -> Host:
        """Everything found, in a fixed order."""
        return Host(
            printable(node),
            {name: tuple(sorted({printable(flag) for flag in flags})) for name, flags in sorted(self.flags.items())},
            {name: _printable(attributes) for name, attributes in sorted(self.attributes.items())},
            {name: tuple(map(_printable, each)) for name, each in sorted(self.instances.items())},
            frozenset(self._partial & {*self.flags, *self.attributes, *self.instances}),
            tuple(self._notes),
        )


class _Trying(contextlib.AbstractContextManager[None, bool]):
    """See `Found.trying`; a class, since type checkers take it that a generator swallows nothing."""

    def __init__(self, found: Found, domains: tuple[str, ...]) -> None:
        self._found = found
        self._domains = domains

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, OSError):
            return False
        for domain in self._domains:
            self._found.note(domain, error)
        return True


def _printable(texts: Mapping[str, str]) -> dict[str, str]:
    return {printable(name): printable(text) for name, text in sorted(texts.items())}
