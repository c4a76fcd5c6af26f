"""Where the values of a JSON text stand.

Decoding keeps no positions; they are found when someone asks, by scanning only the containers on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder

from compatlang.snapshot.tree import Path, Place, Step

_SPACE = re.compile(r"[ \t\r\n]*")

skip_value = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).raw_decode
"""The value that begins at an offset, and the offset at which it ends."""


def skip_space(text: str, at: int, stop: int) -> int:
    """The first offset from `at` on, but not after `stop`, where something else than space stands."""
    found = _SPACE.match(text, at, stop)
    return found.end() if found else at


class JsonPlaces:
    """The places of the values inside the JSON value that begins at `start`."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._root = Place(-1, -1, start, end)
        self._children: dict[int, dict[Step, Place]] = {}

    def find(self, path: Path) -> Place | None:
        """See `Places.find`."""
        place = self._root
        for step in path:
            if place.start not in self._children:
                self._children[place.start] = dict(self._scan(place.start))
            found = self._children[place.start].get(step)
            if found is None:
                return None
            place = found
        return place

    def _scan(self, at: int) -> Iterator[tuple[Step, Place]]:
        """The children of the container that begins at `at`, which was decoded before."""
        text = self._text
        opening = text[at]
        index = 0
        at = self._space(at + 1)
        while opening in "{[" and text[at] not in "}]":
            key_start = key_end = -1
            step: Step = index
            if opening == "{":
                key_start = at
                step, key_end = skip_value(text, at)
                at = self._space(self._space(key_end) + 1)
            _, end = skip_value(text, at)
            yield step, Place(key_start, key_end, at, end)
            index += 1
            at = self._space(end)
            if text[at] == ",":
                at = self._space(at + 1)

    def _space(self, at: int) -> int:
        return skip_space(self._text, at, len(self._text))
