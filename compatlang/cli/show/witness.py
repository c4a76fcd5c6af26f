"""A snapshot that shows something: only what it says, fact by fact. What is not listed of a domain that is, is not there."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.cli.show.words import some
from compatlang.diagnostics.render.plain import plain
from compatlang.snapshot import Instance, Snapshot
from compatlang.typed.show import feature_path, quoted

_MOST = 12


def witness_text(snapshot: Snapshot) -> str:
    """What the node has, on one line."""
    return some(list(_facts(snapshot)), _MOST) or "nothing reported"


def witness_lines(snapshot: Snapshot) -> Iterator[str]:
    """What the node has, a line a fact."""
    yield from (f"  {plain(each)}" for each in _facts(snapshot))


def _facts(snapshot: Snapshot) -> Iterator[str]:
    for domain, section in sorted(snapshot.sections.items()):
        shown = [
            *(
                f"{feature_path(domain, name)} = {quoted(text)}"
                for name, text in sorted((section.attributes or {}).items())
            ),
            *(f"{domain} has {quoted(flag)}" for flag in sorted(section.flags or ())),
            *(f"{domain} {{ {_record(each)} }}" for each in section.instances or ()),
        ]
        yield from shown or [f"{domain} has nothing"]
        if section.partial:
            yield f"{domain} is known in part"


def _record(instance: Instance) -> str:
    return "; ".join(f"{name} = {quoted(text)}" for name, text in sorted(instance.items()))
