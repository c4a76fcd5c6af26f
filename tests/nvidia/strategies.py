"""Random requirements and random GPUs, out of so few versions and brands that they meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.nvidia.runtime import Device

VERSIONS = (
    "0",
    "9.0",
    "12",
    "12.0",
    "12.1",
    "12.4.1",
    "12.5",
    "13",
    "470",
    "470.0.0",
    "470.82.01",
    "471",
    "472",
    "0470.5",
    "535.104.05",
)
BRANDS = ("tesla", "grid", "geforce", "unknown", "x=y", "Ünknown", 'a"b')
ORDERED = ("cuda", "driver", "arch")

_versions = st.sampled_from(VERSIONS) | st.lists(st.integers(0, 14), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)


@st.composite
def _cased(draw: st.DrawFn, text: str) -> str:
    """A word in any case, most often as it is."""
    return draw(st.sampled_from((text, text, text.upper(), text.title() if text.isascii() else text)))


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    """`driver>=470`."""
    key = draw(st.sampled_from((*ORDERED, "brand")))
    operators = ("=", "!=", "!") if key == "brand" else ("=", "!=", "!", "<", "<=", ">", ">=")
    value = draw(st.sampled_from(BRANDS).flatmap(_cased) if key == "brand" else _versions)
    return draw(_cased(key)) + draw(st.sampled_from(operators)) + value


@st.composite
def branches(draw: st.DrawFn) -> str:
    """`brand=tesla,driver>=470,driver<471`, as NVIDIA's own images have them, in any order."""
    low = draw(st.sampled_from((470, 471, 535)))
    parts = [f"brand={draw(st.sampled_from(BRANDS))}", f"driver>={low}", f"driver<{low + draw(st.integers(0, 2))}"]
    return ",".join(draw(st.permutations(parts)))


alternatives = branches() | st.lists(comparisons(), min_size=1, max_size=4).map(",".join)
values = st.lists(alternatives, min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from((" ", "  ", ", ")).map(lambda blank: blank.join(parts))
)


@st.composite
def environments(draw: st.DrawFn) -> dict[str, str]:
    """The environment of an image, with variables of other kinds in it."""
    made = {
        f"NVIDIA_REQUIRE_{name}": draw(values) for name in draw(st.sets(st.sampled_from(("CUDA", "DRIVER", "A_B", ""))))
    }
    others = {
        "PATH": "/usr/bin",
        "NVIDIA_REQUIRE_JETPACK_HOST_MOUNTS": "any",
        "CUDA_VERSION": draw(st.sampled_from(("12.4.1", "9.0.176", "12.1"))),
        "NVIDIA_DISABLE_REQUIRE": draw(st.sampled_from(("", "false", "0", "true", "1", "yes"))),
    }
    return made | {name: others[name] for name in draw(st.sets(st.sampled_from(sorted(others))))}


def devices() -> st.SearchStrategy[Device]:
    """A GPU of which everything is known."""
    return st.fixed_dictionaries({**dict.fromkeys(ORDERED, _versions), "brand": st.sampled_from(BRANDS)})


_ODD: Any = st.text(max_size=8) | st.text('cudabrn=!<>,. 0129v*\n"\\#{', max_size=16)
odd_values = st.lists(_ODD | comparisons(), max_size=5).map(",".join) | st.lists(comparisons() | _ODD, max_size=5).map(
    " ".join
)
"""Texts that are requirements in part."""
