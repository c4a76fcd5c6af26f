"""What can be watched: files, or the objects of a cluster. Each part of it has a name, may change, and may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from compatlang.diagnostics import Diagnostic
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.gathered import Gathered
from compatlang.snapshot.readable import Readable

Part = TypeVar("Part")
"""What is handed back to have a part read: of a file its path, of an object of a cluster its text."""


class Looked(NamedTuple, Generic[Part]):
    """What there is, and what is to be read."""

    order: Mapping[str, int]
    """The places of the parts, by name: of an object that is in two, the state in the later one counts."""
    changed: Mapping[str, Part]
    gone: Sequence[str]
    refused: Mapping[str, Diagnostic]
    """Why something that was named gives no parts, or no news of them."""


class Read(NamedTuple):
    """What a part says: its objects by node. Some may be missing where it is not `whole`, since something is wrong with it."""

    objects: Mapping[str, tuple[Gathered, ...]]
    collected: Collected
    whole: bool


class Watched(Readable, Protocol[Part]):
    """Something that is watched. It is looked at again and again; what has changed is read, one part at a time."""

    @property
    def complete(self) -> bool:
        """Whether all that there was at first has been given. Until then it is looked at without a pause."""

    @property
    def needs_node(self) -> bool:
        """Whether only nodes count of which there is a Node object."""

    def look(self) -> Looked[Part]:
        """What is not as it was read."""

    def read(self, part: Part, gatherer: Gatherer, tick: Callable[[], None]) -> Read | None:
        """What a part says now; None where there is none any more, as `look` will say. Each piece of it is a `tick`."""
