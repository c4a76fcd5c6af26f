"""Texts of values, as snapshots hold them and as policies write them, and patterns as trees.

Most are drawn from a few that lie close together, so that comparisons meet; the rest are as odd as they come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st

from compatlang.values import pattern, scalar
from compatlang.values.scalar import ScalarType

_REAL = """
5.15.0-91-generic 5.15.0-1057-azure 5.15.0-1049-gke 6.8.0-45-generic 6.9.0-060900rc3-generic
6.9.0-060900-generic 5.14.0-362.8.1.el9_3.x86_64 5.14.0-362.8.1.el9 5.14.0-362.24.1.el9_3.x86_64
4.18.0-553.el8_10.x86_64 4.18.0-553.rt7.342.el8_10.x86_64 6.8.0-0.rc3.20240209git1f719a2f3fa6.31.fc40.x86_64
5.10.205-195.807.amzn2.x86_64 6.1.66-91.160.amzn2023.x86_64 6.1.0-18-amd64 6.1.0-0.deb11.13-amd64
5.10.0-0.bpo.15-amd64 6.5.0-0~bpo1 6.9-rc3-amd64 6.9~rc3-1~exp1 5.14.21-150500.55.39-default
6.4.0-150600.21-default 5.3.18-24.75-preempt 6.10.0-preempt 6.6.52-talos 6.6.56+ 5.15.133+ 5.10.0-rc1+
5.10.0-rc1 6.6.31+rpt-rpi-v8 6.9.0-rc3-next-20240412 5.15.146.1-microsoft-standard-WSL2
5.15.0-200.131.27.el8uek.x86_64 550.127.08 535.104.05 535.104.5 6.19.14.31400000 24.10-0.7.0.0 24.10-1.1.4
1.22.0amzn4.0 1.22.0 6.2.1-66 6.2.1.60201-112~22.04 6.2.1.60201-112 12.4.1 12.4 2.31 2.31-0ubuntu9.9 2.35.9000
v1.2 1.2 1.2.0 20240115 2024.01.15 0 0.0 5 5.15 5.15.0 5.15.0-rc1 5.15-rc1 5.15.0rc1 5.15.0-RC1 5.15.0-rc10
5.15.0-rc2 5.15.0-dev 5.15.0-devel 5.15.0-prempt 5.15.0-alpha 5.16-rc1 5.16 5.15.3 5.15.3-rc1 5.15.0- 5.15.0+
"""
REAL_VERSIONS: tuple[str, ...] = tuple(_REAL.split())
"""What kernels, drivers, libraries and packages call themselves."""

_PIECES = (
    *("5", "15", "0", "00", "01", "10", "el9", "el9_3", "x86_64", "generic", "rc", "rc1", "RC"),
    *("Rc2", "alpha", "BETA", "dev", "pre", "devel", "~", "~~", "+", "-", ".", "_", "^", "..", "amzn4", "a9f"),
)
"""What suffixes of versions are made of."""

_CLOSE: Mapping[ScalarType, tuple[str, ...]] = {
    "bool": ("true", "false"),
    "int": ("0", "1", "2", "3", "8", "-1"),
    "string": ("", "a", "b", "ab", "up", "5.15", "true", "1"),
    "version": ("5.15", "5.15.0", "5.15.3", "5.15.0-rc1", "5.15.0-91-generic", "5.16", "6.1", "6.9-rc3", "5.15.0-91"),
    "quantity": ("1", "2", "1Gi", "2Gi", "1.5Gi", "500m", "0.5", "1k", "1Ki"),
    "id": ("10de", "15b3", "0300", "0302", "0x10DE", "1d0f"),
}
"""Sensible texts of a snapshot, for each type."""

_ODD: Mapping[ScalarType, tuple[str, ...]] = {
    "bool": ("", "True", "yes", "1"),
    "int": (
        "",
        "+8",
        "007",
        "-0",
        "8.0",
        "0x8",
        "9223372036854775807",
        "9223372036854775808",
        " 1",
        "1_0",
        "\u0663",
        "-",
    ),
    "string": ("\n", "*", "a?c", "é", "😀", "[", "\\", "\x00"),
    "version": (
        "",
        "v5.15",
        "5.15.*",
        "5..15",
        "x",
        "5.15.0-",
        "\u0665.\u0661",
        "5.15 ",
        "1" * 19,
        "5.15.0~~",
        "1:2.3",
    ),
    "quantity": ("", "+1", "-1Gi", "1e3", "1E3", "1E", ".5", "1.", "1gi", "1 Gi", "1KiB", "0.1n", "1e-999"),
    "id": ("", "0x", "0X10de", "10dg", "0x0x1", "f" * 16, "f" * 17, "-1", "0000000000000300"),
}
"""Texts at the edge of what parses, on either side of it."""


@cache
def version_texts() -> st.SearchStrategy[str]:
    """Texts that parse as versions: real ones, and ones made from the pieces of real ones."""
    made = st.builds(
        lambda numbers, pieces: ".".join(numbers) + "".join(pieces),
        st.lists(st.sampled_from(["0", "1", "5", "15", "00", "015", "6", "16"]), min_size=1, max_size=4),
        st.lists(st.sampled_from(_PIECES), max_size=5),
    )
    return st.one_of(st.sampled_from(REAL_VERSIONS), made).filter(
        lambda text: scalar.parse("version", text) is not None
    )


@cache
def version_literals() -> st.SearchStrategy[str]:
    """Texts that a version literal can have, series among them."""
    series = st.lists(st.sampled_from(["0", "5", "15", "6", "1"]), min_size=1, max_size=3).map(".".join)
    return st.one_of(version_texts().map(lambda text: text.removeprefix("v")), series.map(lambda text: text + ".*"))


@cache
def raw_values(type_: ScalarType) -> st.SearchStrategy[str]:
    """Texts that a snapshot may hold where a value of a type is expected; some do not parse."""
    close = st.sampled_from(_CLOSE[type_])
    wide = version_texts() if type_ == "version" else st.text(max_size=4)
    return st.one_of(close, close, close, st.sampled_from(_ODD[type_]), wide)


@cache
def parsing_values(type_: ScalarType) -> st.SearchStrategy[str]:
    """Texts that parse as the type."""
    return raw_values(type_).filter(lambda text: scalar.parse(type_, text) is not None)


_LITERALS: Mapping[ScalarType, tuple[str, ...]] = {
    "bool": ("true", "false"),
    "int": ("1", "0", "2", "3", "8", "-1", "007", "9223372036854775807", "-9223372036854775808"),
    "string": (),
    "version": (
        *("5.15", "5.15.0", "5.15.3", "5.16", "6.1", "6", "5", "5.15.0-rc1", "5.15.0-91", "6.9-rc3"),
        *("5.14.0-362.8.1.el9", "1.22.0amzn4.0", "6.9.0~rc3", "5.15.0-91-generic"),
    ),
    "quantity": ("1", "2", "1Gi", "2Gi", "1.5Gi", "2.5", "500m", "1k", "1Ki"),
    "id": ("0x10de", "0x15b3", "0x0300", "0x0302", "0X10DE", "0xffffffffffffffff"),
}
_SERIES = ("5.15.*", "5.*", "6.1.*", "0.*", "5.15.0.*")


@cache
def literals(type_: ScalarType) -> st.SearchStrategy[str]:
    """Literals of a type as a policy writes them, in value position: one value each."""
    if type_ == "string":
        texts = st.one_of(st.sampled_from(_CLOSE["string"]), st.text(max_size=4))
        return texts.map(json.dumps)
    return st.sampled_from(_LITERALS[type_])


@cache
def pattern_literals(type_: ScalarType) -> st.SearchStrategy[str]:
    """Literals of a type as a pattern may have them: series too."""
    return st.one_of(literals(type_), st.sampled_from(_SERIES)) if type_ == "version" else literals(type_)


def literal_text(literal: str) -> str:
    """The text that a literal stands for: what is between the quotes of a string, the rest as it is."""
    return str(json.loads(literal)) if literal.startswith('"') else literal


@cache
def pattern_trees(type_: ScalarType, depth: int = 2) -> st.SearchStrategy[pattern.Pattern]:
    """Patterns over a type, as the checker would make them; empty ranges may be among them."""
    if type_ == "version":
        texts = st.one_of(version_literals(), st.sampled_from(_LITERALS["version"]))
    else:
        texts = literals(type_).map(literal_text)
    texts = texts.filter(lambda text: _has_bounds(type_, text))
    leaves: list[st.SearchStrategy[pattern.Pattern]] = [st.builds(pattern.Literal, texts)]
    if type_ in scalar.ORDERED_TYPES:
        operators: st.SearchStrategy[pattern.Operator] = st.sampled_from(("<", "<=", ">", ">="))
        leaves.append(st.builds(pattern.Bound, operators, texts))
        leaves.append(st.builds(pattern.Range, texts, texts, st.booleans()))
    leaf = st.one_of(leaves)
    if depth == 0:
        return leaf
    members = st.lists(pattern_trees(type_, depth - 1), max_size=3).map(tuple)
    return st.one_of(leaf, st.builds(pattern.AnyOf, members), st.just(pattern.Anything()))


def _has_bounds(type_: ScalarType, text: str) -> bool:
    if type_ in scalar.ORDERED_TYPES:
        return scalar.literal_bounds(type_, text) is not None
    return scalar.parse(type_, text) is not None
