"""A snapshot that shows something: only what it says, domain by domain."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.cli.show.words import some
from compatlang.snapshot import Snapshot
from compatlang.typed.show import feature_path, quoted

_MOST = 12


def witness_text(snapshot: Snapshot) -> str:
    """What the snapshot holds, in the words of a test's `given`."""
    return some(list(_facts(snapshot)), _MOST) or "nothing reported"


def _facts(snapshot: Snapshot) -> Iterator[str]:
    for domain, section in sorted(snapshot.sections.items()):
        there = False
        for name, text in sorted((section.attributes or {}).items()):
            there = True
            yield f"{feature_path(domain, name)} = {quoted(text)}"
        for flag in sorted(section.flags or ()):
            there = True
            yield f"{domain} has {quoted(flag)}"
        for instance in section.instances or ():
            there = True
            fields = "; ".join(f"{name} = {quoted(text)}" for name, text in sorted(instance.items()))
            yield f"{domain} {{ {fields} }}"
        if not there:
            yield f"no {domain}"
