"""Results that are made to break out of a format, and of any shape."""

from __future__ import annotations

from hypothesis import strategies as st

from compatlang.cli.formats.results import WORST_FIRST, Fix, Item, Place, Problem, Results

_PIECES = [
    *(
        "|",
        "\\|",
        "`",
        "```",
        "~~~",
        "*",
        "_",
        "[a](http://x)",
        "![a](http://x)",
        "<!--",
        "-->",
        "]]>",
        "&#124;",
        "&lt;",
    ),
    *("<script>", "</code>", "</pre>", "</td>", "</style>", "<img src=x onerror=alert(1)>", '"', "'", " onload=x "),
    *(
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\t",
        "\x00",
        "\x1b[2J",
        "\x85",
        "\u2028",
        "\u202e",
        "\ud800",
        "\ufffe",
        "\U0001f600",
    ),
    *(
        "::error::x",
        "##[error]x",
        "%0A",
        "%",
        ",",
        ":",
        "@all",
        "#1",
        "https://x",
        "www.x",
        "\n::set-output::",
        " ",
        "a",
    ),
]

TEXTS = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join) | st.text(max_size=20)

_NUMBERS = st.integers(1, 9999)

PLACES = TEXTS.map(Place) | st.builds(Place, TEXTS, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, TEXTS)

_STATUSES = st.sampled_from(WORST_FIRST)

PROBLEMS = st.builds(
    Problem,
    rule=TEXTS,
    status=st.sampled_from(WORST_FIRST[:-1]),
    message=TEXTS,
    place=PLACES,
    about=TEXTS,
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    help=TEXTS,
    fixes=st.lists(st.builds(Fix, PLACES, TEXTS), max_size=2).map(tuple),
)

ITEMS = st.builds(
    Item,
    group=TEXTS,
    name=TEXTS,
    status=_STATUSES,
    verdict=TEXTS,
    text=TEXTS,
    problems=st.lists(PROBLEMS, max_size=2).map(tuple),
    place=st.none() | PLACES,
)

RESULTS = st.builds(
    Results,
    title=TEXTS,
    noun=st.sampled_from(["node", "test", "file"]),
    summary=st.lists(TEXTS, max_size=2).map(tuple),
    items=st.lists(ITEMS, max_size=4).map(tuple),
)
