"""What random documents of NFD are made of: names of elements by what their values mean, values, patterns, keys.

An element is named after its theme, so that a number is compared with numbers most often, and every pool has odd values
beside the usual ones: those that Go's readers refuse, and those that only Go's readers take.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Theme = Literal["number", "version", "text", "truth"]

THEMES: dict[str, Theme] = {
    "n": "number",
    "m": "number",
    "v": "version",
    "v.w": "version",
    "t": "text",
    "é": "text",
    "b": "truth",
}
"""What the values of an element are, by its name."""

NAMES = tuple(THEMES)
MANY_NAMES = tuple(f"x{number}" for number in range(15))
"""Names of a feature with so many elements that Go sorts them, and walks over them, in another way."""

VALUES: dict[Theme, tuple[str, ...]] = {
    "number": ("0", "1", "2", "-3", "+4", "10", "007", "9223372036854775807", "-9223372036854775808"),
    "version": ("1", "1.2", "v1.2.3", "1.2.3-rc.1", "1.2.3+x", "5.15.0-91-generic", "22.04", "22.4", "0.0.0"),
    "text": ("a", "b", "A", "ab", "a b", "é", "1\n", ".", "ÅB"),
    "truth": ("true", "false", "true", "false", "True", "1"),
}
ODD: dict[Theme, tuple[str, ...]] = {
    "number": (
        "",
        " 1",
        "1_0",
        "0x1f",
        "9223372036854775808",
        "-9223372036854775809",
        "1.0",
        "\u0661",
        "--1",
        "+",
        "1e3",
    ),
    "version": ("1.2.3.4", "1.-1", "V1", "1.2.3-", "1.2.3+", "1.2.3-01", "el9_5", "18446744073709551616", "1..2", "v"),
    "text": ("", "\u2028<&>", "a\x00b", "\u017f", '"\\', "\U0001f600"),
    "truth": ("TRUE", "", " true", "false\n"),
}

PATTERNS = (
    *("^a", "a|b", "b$", "^$", ".", "x*", r"\d+", r"\w\b", r"^\S+\s\S+$", "^[^a]", "[a-c]", "(?:v)?[0-9]+\\.[0-9]+"),
    *(
        "(?i)A",
        "(?i)k",
        "(?s)^.$",
        "(?m)^1$",
        "(?-i:a)",
        "(?U)a+",
        "(?P<n>a)",
        "(?<n>a)",
        r"\Q.\E",
        r"\pL",
        r"\p{Greek}",
    ),
    *("[[:alpha:]]", "[[:word:]]", r"\x{e9}", r"\_", r"\z", "a{0,2}", "{,5}", "a{1000}", "[^\\x00-\\x{10FFFF}]", "()|"),
    *("é+", r"\-?1$", r"^\D*$", "^.$", "[]a]", "(?i)\u017f", r"\a", "^true$", "^(?:a|ab)$", r"\.0", "-"),
)
WRONG_PATTERNS = (
    *("[", "(", ")", "*a", "a**", "a{2,1}", "a{1001}", "(?:a{100}){100}", "[b-a]", "(?P<n>a)(?P<n>b)", r"(a)\1", r"\8"),
    *(r"\C", r"\Z", r"\q", "(?=a)", "(?!a)", "(?<=a)", "(?z)", r"\p{None}", "[[:none:]]", "a\\", "(?>a)", "a++"),
)

KEYS = (
    *("a", "b", "n", "vendor.io/a", "feature.node.kubernetes.io/a", "x.feature.node.kubernetes.io/b"),
    *(
        "profile.node.kubernetes.io/a",
        "example.com/é",
        "x.kubernetes.io/a",
        "kubernetes.io/a",
        "bad key",
        "/a",
        "a/b/c",
        "",
    ),
    *("A.b_c-d", "-a", "a" * 64, "V.io/a", "vendor.io/", "."),
)
LABEL_VALUES = ("true", "x", "1.2", "A_b-c", "", "-a", "a b", "é", "a" * 63, "a" * 64)
QUANTITIES = ("1", "0", "10Gi", "1.5", "-1", "1e3", "1E", "100m", "x", "0x1", "", "1Ki ", ".5", "1_0", "+2k", "9" * 25)
ANNOTATION_VALUES = ("x", "", "a b\n", "é" * 512, "é" * 513, "a" * 1025, "@d.f.n")
EFFECTS = ("NoSchedule", "NoExecute", "PreferNoSchedule", "", "Other", "noschedule")


def seldom(usual: st.SearchStrategy[T], odd: st.SearchStrategy[T], times: int = 12) -> st.SearchStrategy[T]:
    """The odd one about once in so many times."""
    return st.integers(1, times).flatmap(lambda number: odd if number == times else usual)


def one_in(draw: st.DrawFn, times: int) -> bool:
    """Whether something that happens once in so many times does."""
    return draw(st.integers(1, times)) == times


everything = st.sampled_from([value for theme in VALUES for value in (*VALUES[theme], *ODD[theme])])
names = st.sampled_from(NAMES)
keys = st.sampled_from(KEYS)
patterns = seldom(st.sampled_from(PATTERNS), st.sampled_from(WRONG_PATTERNS), 10)

_OF_THEME = {theme: st.sampled_from(VALUES[theme]) for theme in VALUES}
_ODD_OF_THEME = {theme: seldom(st.sampled_from(VALUES[theme]), st.sampled_from(ODD[theme])) for theme in VALUES}


def theme_of(name: str) -> Theme:
    return THEMES.get(name, "text")


def values(theme: Theme, odd: bool = True) -> st.SearchStrategy[str]:
    """Values of a theme, one in a dozen of them odd unless none shall be."""
    return (_ODD_OF_THEME if odd else _OF_THEME)[theme]
