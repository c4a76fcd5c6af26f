"""What NFD does not know: versions of drivers and libraries, so that policies on them decide on a bare host."""

import struct
from pathlib import Path

import pytest

import compatlang
from compatlang.integrations.host.library import version_in_name
from compatlang.integrations.host.loader_cache import Cache, Library, parse
from tests.integration.host.trees import Content, found, problems

X86, ARM, I386 = 0x0303, 0x0A03, 0x0003
GENERATOR = b"ldconfig (made for a test) stable release version 2.36"
Entries = list[tuple[int, str, str]]

NVIDIA = "proc/driver/nvidia/version"


def strings(entries: Entries, start: int) -> tuple[bytes, list[tuple[int, int, int]]]:
    """The table of strings, and each entry with the places of its two."""
    table, placed = b"", []
    for kind, soname, path in entries:
        first = start + len(table)
        table += soname.encode() + b"\0"
        second = start + len(table)
        table += path.encode() + b"\0"
        placed.append((kind, first, second))
    return table, placed


def new_cache(entries: Entries, order: str = "<", generator: bytes = b"") -> bytes:
    table, placed = strings(entries, 48 + 24 * len(entries))
    body = b"".join(struct.pack(f"{order}iIIIQ", *each, 0, 0) for each in placed) + table
    extension = 0
    if generator:
        body += b"\0" * (-len(body) % 4)
        extension = 48 + len(body)
        body += struct.pack(f"{order}II", 0xEAA42174, 1)
        body += struct.pack(f"{order}IIII", 0, 0, extension + 24, len(generator)) + generator
    head = struct.pack(f"{order}IIIIIII", len(entries), len(table), 2, extension, 0, 0, 0)
    return b"glibc-ld.so.cache1.1" + head + body


def old_cache(entries: Entries, order: str = "<") -> bytes:
    table, placed = strings(entries, 0)
    body = b"".join(struct.pack(f"{order}iII", *each) for each in placed)
    return b"ld.so-1.7.0\0" + struct.pack(f"{order}I", len(entries)) + body + table


ENTRIES: Entries = [
    (X86, "libcuda.so.1", "/usr/lib/libcuda.so.1"),
    (I386, "libcuda.so.1", "/usr/lib32/libcuda.so.1"),
    (X86, "libc.so.6", "/lib/libc.so.6"),
]
LIBRARIES = tuple(Library(*each) for each in ENTRIES)


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_formats(order: str) -> None:
    assert parse(new_cache(ENTRIES, order)) == Cache(LIBRARIES)
    assert parse(old_cache(ENTRIES, order)) == Cache(LIBRARIES)
    assert parse(new_cache(ENTRIES, order, GENERATOR)) == Cache(LIBRARIES, GENERATOR.decode())


def test_the_new_format_behind_the_old_one_wins() -> None:
    head = old_cache([])
    assert parse(head + b"\0" * (-len(head) % 8) + new_cache(ENTRIES)) == Cache(LIBRARIES)


def test_other_sections_of_a_cache_say_nothing_of_its_maker() -> None:
    cache = bytearray(new_cache(ENTRIES, generator=GENERATOR))
    section = cache.index(struct.pack("<I", 0xEAA42174)) + 8
    cache[section : section + 4] = struct.pack("<I", 1)
    assert parse(bytes(cache)) == Cache(LIBRARIES)


@pytest.mark.parametrize("whole", [new_cache(ENTRIES, generator=GENERATOR), old_cache(ENTRIES)])
def test_a_damaged_cache_never_raises(whole: bytes) -> None:
    known = set(LIBRARIES)
    for end in range(len(whole)):
        cut = parse(whole[:end])
        assert cut is None or set(cut.libraries) <= known
    for place in range(len(whole)):
        for byte in (0, 0x7F, 0xFF):
            parse(whole[:place] + bytes([byte]) + whole[place + 1 :])


@pytest.mark.parametrize(
    ("file", "soname", "expected"),
    [
        ("libcuda.so.550.54.14", "libcuda.so.1", "550.54.14"),
        ("libc-2.31.so", "libc.so.6", "2.31"),
        ("libssl.so.1.1", "libssl.so.1.1", ""),
        ("libfoo.so.1", "libfoo.so", ""),
        ("libfoo.so.1.2", "libfoo.so", "1.2"),
        ("libblas.so.3", "libblas.so.3", ""),
        ("other.so.1.2", "libfoo.so.1", ""),
        ("libfoobar.so.1.2", "libfoo.so.1", ""),
    ],
)
def test_the_version_in_a_name(file: str, soname: str, expected: str) -> None:
    assert version_in_name(file, soname) == expected


LIBRARY_FILES: dict[str, Content] = {
    "etc/ld.so.cache": new_cache(ENTRIES, generator=GENERATOR),
    "usr/lib/libcuda.so.1": Path("libcuda.so.550.54.14"),
    "usr/lib/libcuda.so.550.54.14": "",
    "usr/lib32/libcuda.so.1": Path("libcuda.so.470.1.1"),
    "usr/lib32/libcuda.so.470.1.1": "",
    "lib/libc.so.6": "",
}


def test_libraries_of_the_host(tmp_path: Path) -> None:
    host = found(tmp_path, LIBRARY_FILES)
    assert host.attributes["host.library"] == {"libcuda.so.1": "550.54.14", "libc.so.6": "2.36"}
    assert "host.library" not in host.partial


def test_a_library_without_a_version_is_present_all_the_same(tmp_path: Path) -> None:
    files: dict[str, Content] = {**LIBRARY_FILES, "etc/ld.so.cache": new_cache(ENTRIES), "usr/lib/libcuda.so.1": ""}
    assert found(tmp_path, files).attributes["host.library"] == {"libcuda.so.1": "", "libc.so.6": ""}


@pytest.mark.parametrize("data", [b"", b"nonsense", b"glibc-ld.so.cache1.1", b"ld.so-1.7.0\0\xff\xff\xff\xff"])
def test_a_cache_that_is_none_leaves_the_domain_unreported(tmp_path: Path, data: bytes) -> None:
    host = found(tmp_path, {"etc/ld.so.cache": data})
    assert "host.library" not in host.attributes
    assert problems(host, "host.library") == ["not a cache of the dynamic loader"]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 2024\nGCC version: gcc 12.3.0\n",
            "550.54.14",
        ),
        ("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (x@y)\n", "570.86.15"),
        ("NVRM version: none\nGCC version:  gcc version 12.3.0 \n", None),
        ("", None),
    ],
)
def test_the_driver_of_nvidia(tmp_path: Path, text: str, version: str | None) -> None:
    expected = {} if version is None else {"nvidia": version}
    assert found(tmp_path, {NVIDIA: text}).attributes["host.driver"] == expected


def test_drivers_that_state_a_version(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "sys/module/nvidia/version": "550.54.15\n",
        "sys/module/amdgpu/version": "6.3.6\n",
        "sys/module/ext4": None,
        "sys/module/empty/version": "\n",
        NVIDIA: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  x\n",
    }
    host = found(tmp_path, files)
    assert host.attributes["host.driver"] == {"amdgpu": "6.3.6", "nvidia": "550.54.15"}
    assert "host.driver" not in host.partial


@pytest.mark.parametrize(("driver", "verdict"), [("550.54.14", "compatible"), ("470.57.02", "incompatible")])
def test_a_policy_on_driver_and_library_decides(tmp_path: Path, driver: str, verdict: str) -> None:
    policy = """policy cuda {
      require driver: host.driver.nvidia >= 525.60
      require library: host.library["libcuda.so.1"] >= 525.60
      forbid other: host.driver.amdgpu is present
    }
    """
    host = found(tmp_path, {**LIBRARY_FILES, "sys/module/nvidia/version": f"{driver}\n"})
    (result,) = compatlang.compile(policy).check(host.snapshot()).results
    assert result.verdict == verdict
