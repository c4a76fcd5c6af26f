"""CPUID by NFD's names: bits, conditions, and the slips that are part of what NFD reports."""

from collections.abc import Mapping

import pytest

from compatlang.integrations.host.cpuid import WORDS, Processor, levels
from compatlang.integrations.host.hardware import Registers
from compatlang.schema.catalog import BASE

Words = Mapping[tuple[int, int], tuple[int, int, int, int]]

EVERYTHING = 0xFFFFFFFF
INTEL, AMD, HYGON = b"GenuineIntel", b"AuthenticAMD", b"HygonGenuine"
TDX, NEW_INTEL, NEW_AMD = b"IntelTDX    ", 0x000806F8, 0x00A10F11


def named(name: bytes) -> tuple[int, int, int]:
    return tuple(int.from_bytes(name[start : start + 4], "little") for start in (0, 4, 8))  # type: ignore[return-value]


def processor(
    words: Words, vendor: bytes = INTEL, greatest: int = 0x24, extended: int = 0x80000021, xcr0: int = 0xE7
) -> Processor:
    """A processor that answers 0 to whatever `words` does not say."""
    first, second, third = named(vendor)
    known = {(0, 0): (greatest, first, third, second), (0x80000000, 0): (extended, 0, 0, 0), **words}
    return Processor(lambda leaf, subleaf: Registers(*known.get((leaf, subleaf), (0, 0, 0, 0))), lambda _: xcr0)


def test_a_processor_that_says_nothing() -> None:
    nothing = processor({}, b"\0" * 12, 0, 0)
    assert (nothing.flags, nothing.vendor, nothing.family, nothing.model) == (frozenset(), "VendorUnknown", 0, 0)


@pytest.mark.parametrize(
    ("eax", "family", "model"),
    [(0x000806F8, 6, 143), (0x00A10F11, 25, 17), (0x00F12543, 5, 4), (0x00000F4A, 15, 4)],
)
def test_family_and_model(eax: int, family: int, model: int) -> None:
    found = processor({(1, 0): (eax, 0, 0, 0)})
    assert (found.family, found.model) == (family, model)


def test_the_bit_of_sse3_also_stands_for_xsave_and_osxsave() -> None:
    assert processor({(1, 0): (0, 0, 1, 0)}).flags == {"SSE3", "XSAVE", "OSXSAVE"}
    assert not processor({(1, 0): (0, 0, 3 << 26, 0)}).flags & {"XSAVE", "OSXSAVE"}


def test_the_bit_of_sse_also_stands_for_fast_saving() -> None:
    assert processor({(1, 0): (0, 0, 0, 1 << 25)}).flags == {"SSE", "FXSROPT"}


def test_lzcnt_brings_popcnt() -> None:
    assert processor({(0x80000001, 0): (0, 0, 1 << 5, 0)}).flags == {"LZCNT", "POPCNT"}


@pytest.mark.parametrize(
    ("xcr0", "avx", "avx512"), [(0xE7, True, True), (0x7, True, False), (0x3, False, False), (0xE1, False, False)]
)
def test_the_system_must_keep_the_registers(xcr0: int, avx: bool, avx512: bool) -> None:
    leaves = {(1, 0): (NEW_INTEL, 0, 7 << 26, 0), (7, 0): (0, 1 << 16 | 1 << 5, 0, 0)}
    flags = processor(leaves, xcr0=xcr0).flags
    assert (flags & {"AVX", "AVX2"} == {"AVX", "AVX2"}, "AVX512F" in flags) == (avx, avx512)


def test_fma_needs_the_register_to_be_readable() -> None:
    assert "FMA3" not in processor({(1, 0): (0, 0, 1 << 12, 0)}).flags
    assert "FMA3" in processor({(1, 0): (0, 0, 1 << 12 | 1 << 27, 0)}).flags


def test_what_one_vendor_alone_has() -> None:
    leaves = {(0x8000001F, 0): (1 << 1, 0, 0, 0), (1, 0): (NEW_AMD, 0, 0, 0)}
    assert "SEV" in processor(leaves, AMD).flags
    assert "SEV" not in processor(leaves, HYGON).flags


def test_leaves_that_are_not_there_are_not_believed() -> None:
    leaves = {(7, 0): (0, EVERYTHING, EVERYTHING, EVERYTHING), (0x80000008, 0): (0, EVERYTHING, 0, 0)}
    assert processor(leaves, greatest=6, extended=0x80000007).flags == frozenset()


@pytest.mark.parametrize(
    ("vendor", "leaves", "expected"),
    [
        (INTEL, {(0xB, 0): (0, 2, 0, 0)}, True),
        (INTEL, {(0xB, 0): (0, 1, 0, 0)}, False),
        (AMD, {(0xB, 0): (0, 2, 0, 0)}, True),
        (AMD, {(0x8000001E, 0): (0, 1 << 8, 0, 0)}, True),
        (AMD, {(0x8000001E, 0): (0, 0, 0, 0)}, False),
        (HYGON, {(0xB, 0): (0, 2, 0, 0)}, False),
    ],
)
def test_threads(vendor: bytes, leaves: Words, expected: bool) -> None:
    flags = processor({(1, 0): (NEW_AMD, 0, 0, 1 << 28), **leaves}, vendor).flags
    assert ("HTT" in flags) is expected


@pytest.mark.parametrize(("family", "model", "expected"), [(0x17, 1, True), (0x19, 17, False), (0x1A, 0x44, True)])
def test_old_and_new_processors_of_amd_are_not_vulnerable_to_tsa(family: int, model: int, expected: bool) -> None:
    eax = (family - 0xF) << 20 | 0xF00 | (model >> 4) << 16 | (model & 0xF) << 4
    assert ("TSA_L1_NO" in processor({(1, 0): (eax, 0, 0, 0)}, AMD).flags) is expected


def test_counters() -> None:
    def counters(eax: int, ebx: int, edx: int) -> set[str]:
        flags = processor({(0xA, 0): (eax, ebx, 0, edx)}).flags
        return {flag.removeprefix("PMU_FIXEDCOUNTER_") for flag in flags}

    assert counters(0, 0, 4) == set()
    assert counters(2, 0, 3) == {"INSTRUCTIONS", "CYCLES", "REFCYCLES"}
    assert counters(1, 0, 3) == set()
    assert counters(5, 0b0110, 0) == {"INSTRUCTIONS", "TOPDOWN_SLOTS"}


def test_a_trust_domain() -> None:
    first, second, third = named(TDX)
    assert "TDX_GUEST" in processor({(0x21, 0): (0, first, third, second)}).flags
    assert "TDX_GUEST" in processor({(0x4000000C, 0): (0, 0xBE3, 0, 0)}).flags
    assert "TDX_GUEST" not in processor({(0x21, 0): (0, first, third, second)}, greatest=0x20).flags


def test_an_enclave_page_cache() -> None:
    sections = {
        (0x12, 2): (0x1, 0, 0x1000 | 1, 0x2),
        (0x12, 3): (0x2, 0, 0xFFFFF000, 0),
        (0x12, 4): (0x1, 0, 0x3000, 0),
        (0x12, 5): (0, 0, 0xF000, 0),
        (0x12, 6): (0x1, 0, 0xF000, 0),
    }
    assert processor({(7, 0): (0, 1 << 2, 0, 0), **sections}).enclave_bytes() == 0x200004000
    assert processor(sections).enclave_bytes() == 0


def test_avx10() -> None:
    leaves = {(7, 1): (0, 0, 0, 1 << 19), (0x24, 0): (0, 1 << 18 | 2, 0, 0)}
    assert processor(leaves).avx10_version() == 2
    assert processor(leaves).flags == {"AVX10", "AVX10_512"}
    assert processor(leaves, greatest=0x23).avx10_version() == 0


def test_levels_are_cumulative() -> None:
    first = {"CMOV", "CMPXCHG8", "X87", "FXSR", "MMX", "SSE", "SSE2"}
    assert levels(first) == []
    assert levels({*first, "SYSCALL"}) == ["X86_64_V1"]
    second = {*first, "SYSEE", "CX16", "LAHF", "POPCNT", "SSE3", "SSE4", "SSE42", "SSSE3"}
    assert levels(second) == ["X86_64_V1", "X86_64_V2"]
    # The flags of level 4 alone, without those of level 3, are no level 4.
    assert levels({*second, "AVX512F", "AVX512BW", "AVX512CD", "AVX512DQ", "AVX512VL"}) == ["X86_64_V1", "X86_64_V2"]


def test_the_catalog_knows_the_names() -> None:
    # Flags that came with the version of the library that NFD v0.19 uses, and counters, which no policy asks for.
    young = {"FRED"}
    names = {name for word in WORDS for _, name in word.flags()} - young
    assert names <= BASE.domains["cpu.cpuid"].flags
