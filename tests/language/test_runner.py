"""The runner says where a page is wrong: what it did not expect, what did not come, what came out differently."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.language.__main__ import correct
from tests.language.page import read_cases
from tests.language.runner import differences

WRONG = {
    "a diagnostic that nobody expects": (
        """
        ```compat
        rule r { kernel.verison >= 5 }
        ```
        """,
        [
            (
                3,
                "unexpected error[unknown-feature]: there is no feature `kernel.verison` "
                "(help: did you mean `kernel.version`?)",
            )
        ],
    ),
    "a diagnostic that does not come": (
        """
        ```compat
        rule r { kernel.version >= 5 }  # error[unknown-feature]
        ```
        """,
        [(3, "error[unknown-feature] was expected at line 3 and did not come")],
    ),
    "a diagnostic of another line": (
        """
        ```compat
        rule r { kernel.version >= 5 }
        # error[unknown-feature]
        rule s { kernel.verison >= 5 }  # error[unknown-feature]: ...
        ```
        """,
        [(4, "error[unknown-feature] was expected at line 3 and did not come")],
    ),
    "another message, another place": (
        """
        ```compat
        rule r { kernel.verison >= 5 }
        #         ^^^ error[unknown-feature]: no feature
        # help: nothing
        ```
        """,
        [
            (
                4,
                "it says: there is no feature `kernel.verison`; it marks columns 10 to 23; "
                "it helps: did you mean `kernel.version`?",
            )
        ],
    ),
    "a test that fails": (
        """
        ```compat
        rule r { true }
        test "t" { expect r(): no }
        ```
        """,
        [(4, "unexpected error[failed-expectation]: rule `r` is yes, not no")],
    ),
    "a verdict that differs": (
        """
        ```compat
        policy p { require a: kernel.version is reported }
        ```

        ```yaml
        # node: n
        attributes: {}
        ```

        ```text
        n  p  compatible
        ```
        """,
        [(12, "this comes out:\n    n  p  incompatible at a")],
    ),
    "a node that is not there": (
        """
        ```compat
        policy p { }
        ```

        ```text
        n  p  compatible
        ```
        """,
        [(7, "there is no node `n`; there are ")],
    ),
    "a file that nothing loads": (
        """
        ```compat
        # file: a.compat
        let x = 5
        ```
        """,
        [(4, "no policy of this case loads `a.compat`")],
    ),
}


def found(text: str) -> list[tuple[int, str]]:
    [case] = read_cases("page.md", dedent(text).splitlines())
    return [(each.line, each.message) for each in differences(case)]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_page_is_said(name: str) -> None:
    text, expected = WRONG[name]
    assert found(text) == expected


def test_corrections_put_right_what_is_asked_and_add_nothing() -> None:
    text, _ = WRONG["another message, another place"]
    lines = dedent(text).splitlines()
    [case] = read_cases("page.md", lines)
    assert correct(lines, [each for one in differences(case) for each in one.corrections]) == [
        *lines[:3],
        "#        ^^^^^^^^^^^^^^ error[unknown-feature]: there is no feature `kernel.verison`",
        "# help: did you mean `kernel.version`?",
        "```",
    ]
    text, _ = WRONG["a diagnostic that nobody expects"]
    [case] = read_cases("page.md", dedent(text).splitlines())
    assert not any(each.corrections for each in differences(case))
