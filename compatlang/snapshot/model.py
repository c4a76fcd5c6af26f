"""The facts of one node.

A snapshot says of each domain that it is *reported* (complete), *partial* (what is there is true, what is not there is
unknown) or *unreported* (not in `sections`). All values are texts; types are given to them by whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from compatlang.schema import Kind
from compatlang.source import SourceFile

Instance = Mapping[str, str]


class Section(msgspec.Struct, frozen=True):
    """What a snapshot knows of one domain. A kind that is None was not reported; an empty one was, and has nothing.

    NFD lets one domain have several kinds (`cpu.cpuid` has flags and attributes).
    """

    flags: frozenset[str] | None = None
    attributes: Mapping[str, str] | None = None
    instances: tuple[Instance, ...] | None = None
    partial: bool = False

    def has(self, kind: Kind) -> bool:
        """Whether that kind was reported, perhaps in part.

        Attributes of a domain that has flags count as reported with them: NFD omits them where there are none.
        """
        match kind:
            case "flags":
                return self.flags is not None
            case "attributes":
                return self.attributes is not None or self.flags is not None
            case "instances":
                return self.instances is not None


class Document(msgspec.Struct, frozen=True):
    """One object of a file that contributed to a snapshot: where it stands, and how it is to be read again for lines.

    `start` and `end` are the character offsets of the YAML document or JSON value that holds the object, and `index` is the
    object's place in a `List`, -1 where it stands alone. Where the file is only the part of a typed list that holds the
    object, `implied` is the kind of that list.
    """

    file: SourceFile
    start: int
    end: int
    index: int = -1
    implied: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """The features of one node, merged from all its documents, in the order of merging (later documents win).

    `given` holds what a test says of declared features: a raw text, `absent` or `unreported`. It is empty for real nodes.
    """

    node: str
    sections: Mapping[str, Section]
    documents: tuple[Document, ...] = ()
    given: Mapping[str, Given] = {}


class Given(msgspec.Struct, frozen=True):
    """What a test says of a declared feature; `text` is the raw value where `state` is `known`."""

    state: Literal["known", "absent", "unreported"]
    text: str = ""


EMPTY = Snapshot("", {})
"""A snapshot in which nothing is reported."""
