"""The words of a machine as a text in its recorded tree, so that the tree says what the machine itself would have said.

    cpuid 0x7 0x1 = 0x0 0x20 0x0 0x0
    xgetbv 0x0 = 0xe7
    auxval 16 = 0xefffffff

`recording` notes every word that is asked for; `hardware_of` answers from a text, and from a copy of `/proc/self/auxv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from compatlang.integrations.host.hardware import Hardware, MissingWord, Registers
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import lines

WORDS_FILE = "hardware-words.txt"
"""Where the words stand, at the top of a recorded tree."""

_AUXV_FILE = "proc/self/auxv"
_NUMBER = r"0x[0-9a-f]{1,16}|[0-9]{1,20}"
_LINE = re.compile(rf"(cpuid|xgetbv|auxval)((?: (?:{_NUMBER})){{1,2}}) =((?: (?:{_NUMBER})){{1,4}})")

Word = tuple[str, tuple[int, ...]]
Words = dict[Word, tuple[int, ...]]
_SHAPES = {"cpuid": (2, 4), "xgetbv": (1, 1), "auxval": (1, 1)}
"""How many numbers stand before and behind the `=`."""


def recording(hardware: Hardware) -> tuple[Hardware, Callable[[], str]]:
    """The same hardware, and the text of what was asked of it by then."""
    words: Words = {}

    def cpuid(leaf: int, subleaf: int) -> Registers:
        assert hardware.cpuid is not None
        words["cpuid", (leaf, subleaf)] = answer = hardware.cpuid(leaf, subleaf)
        return answer

    def xgetbv(index: int) -> int:
        assert hardware.xgetbv is not None
        answer = hardware.xgetbv(index)
        words["xgetbv", (index,)] = (answer,)
        return answer

    def auxval(tag: int) -> int:
        assert hardware.auxval is not None
        answer = hardware.auxval(tag)
        words["auxval", (tag,)] = (answer,)
        return answer

    return (
        Hardware(hardware.cpuid and cpuid, hardware.xgetbv and xgetbv, hardware.auxval and auxval),
        lambda: "".join(f"{_shown(word, words[word])}\n" for word in sorted(words)),
    )


def _shown(word: Word, answer: tuple[int, ...]) -> str:
    return " ".join([word[0], *map(hex, word[1]), "=", *map(hex, answer)])


def hardware_of(root: Root, big_endian: bool = False) -> Hardware:
    """The words that a tree holds; questions of which it holds none cannot be asked. Never raises."""
    words = _start_up_words(root, big_endian) | _written_words(root)
    kinds = {word[0] for word in words}
    return Hardware(
        _cpuid(words) if "cpuid" in kinds else None,
        _one(words, "xgetbv") if "xgetbv" in kinds else None,
        _one(words, "auxval") if "auxval" in kinds else None,
    )


def _written_words(root: Root) -> Words:
    try:
        text = root.text(WORDS_FILE)
    except OSError:
        return {}
    words: Words = {}
    for line in lines(text):
        match = _LINE.fullmatch(line.strip().lower())
        if match is not None:
            asked, answer = (tuple(int(number, 0) for number in match[group].split()) for group in (2, 3))
            if (len(asked), len(answer)) == _SHAPES[match[1]]:
                words[match[1], asked] = answer
    return words


def _start_up_words(root: Root, big_endian: bool) -> Words:
    """The pairs of 64-bit words of `/proc/self/auxv`."""
    try:
        data = root.read(_AUXV_FILE)
    except OSError:
        return {}
    order: Literal["big", "little"] = "big" if big_endian else "little"
    values = [int.from_bytes(data[start : start + 8], order) for start in range(0, len(data) // 16 * 16, 8)]
    return {("auxval", (tag,)): (value,) for tag, value in zip(values[::2], values[1::2], strict=True)}


def _cpuid(words: Mapping[Word, tuple[int, ...]]) -> Callable[[int, int], Registers]:
    def cpuid(leaf: int, subleaf: int) -> Registers:
        return Registers(*(value & 0xFFFFFFFF for value in _found(words, "cpuid", leaf, subleaf)))

    return cpuid


def _one(words: Mapping[Word, tuple[int, ...]], kind: str) -> Callable[[int], int]:
    return lambda index: _found(words, kind, index)[0]


def _found(words: Mapping[Word, tuple[int, ...]], kind: str, *asked: int) -> tuple[int, ...]:
    found = words.get((kind, asked))
    if found is None:
        raise MissingWord(f"the recording holds no {kind} {' '.join(map(hex, asked))}")
    return found
