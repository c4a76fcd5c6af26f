"""Every diagnostic code is triggered by a case, and has a case beside it that does not trigger it.

What lints find is triggered in `tests/lint`, what is found in documents of NFD and in variables of NVIDIA's images in
`tests/nfd` and `tests/nvidia`; none of it is found by compiling and checking, which is all that a case of the language does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import compatlang
from compatlang import limits
from compatlang.cli.evaluation import disagreement
from compatlang.cli.inputs import load_policies
from compatlang.diagnostics.codes import ALL, STAGES
from compatlang.evaluate.report import Decision, Score, Verdict
from tests.language.expected import Expectation, beside, listed, lists_diagnostics
from tests.language.page import FOLDER, Block, Case, cases

PAGE = FOLDER / "diagnostics.md"


def snapshot_file(text: str) -> Callable[[Path], set[str]]:
    def codes(folder: Path) -> set[str]:
        path = folder / "node.yaml"
        path.write_bytes(text.encode())
        return {each.code for each in compatlang.read_snapshots(path).diagnostics}

    return codes


def imports(depth: int) -> Callable[[Path], set[str]]:
    def codes(folder: Path) -> set[str]:
        for number in range(depth):
            (folder / f"m{number}.compat").write_text(f'import "./m{number + 1}.compat" as m\n', "utf-8")
        (folder / f"m{depth}.compat").write_text("", "utf-8")
        return {each.code for each in compatlang.compile_file(folder / "m0.compat").diagnostics}

    return codes


def deciding(verdict: Verdict) -> Callable[[Path], set[str]]:
    """What is found where the reference says compatible, and the decision graph this."""

    def codes(_: Path) -> set[str]:
        reference, graph = (Decision("p", each, False, Score(0, 0), (), ()) for each in ("compatible", verdict))
        found = disagreement("p.compat", "n", reference, graph)
        return set() if found is None else {found.code}

    return codes


def policy_file(name: str) -> Callable[[Path], set[str]]:
    """What a command that takes policies of the language only says to a file of that name."""

    def codes(folder: Path) -> set[str]:
        path = folder / name
        path.write_text("apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\nspec: {rules: []}\n", "utf-8")
        if name.endswith(".compat"):
            path.write_text("policy p { require r: memory.swap.enabled }\n", "utf-8")
        [loaded] = load_policies([str(path)])
        return {each.code for each in loaded.diagnostics}

    return codes


ELSEWHERE = {
    "cannot-read": (snapshot_file("kind: Node\0"), snapshot_file("apiVersion: v1\nkind: Node\nmetadata: {name: a}\n")),
    "evaluators-disagree": (deciding("unknown"), deciding("compatible")),
    "import-depth": (imports(limits.IMPORT_DEPTH + 1), imports(limits.IMPORT_DEPTH)),
    "not-a-policy": (policy_file("rules.yaml"), policy_file("p.compat")),
}
"""Codes that no page can show: what is wrong and what is right, each in a folder."""

OTHERS = {code.name for stage in ("lint", "nfd", "nvidia") for code in STAGES[stage]}
"""Codes that have tests of their own."""

SHOWN = {case.title: case for case in cases(PAGE)}


def expectations(case: Case) -> list[tuple[Block, Expectation]]:
    """What the blocks of a case ask for, and in which block it stands."""
    files = {block.name: block for block in case.blocks}
    found: list[tuple[Block, Expectation]] = []
    for block in case.blocks:
        if block.kind == "text" and lists_diagnostics(block):
            for each in listed(block, files):
                home = next(one for one in case.blocks if one.line <= each.line < one.line + len(one.lines))
                found.append((home, each))
        elif block.kind != "text":
            found.extend((block, each) for each in beside(block))
    return found


def test_every_code_is_on_the_page_or_in_the_table() -> None:
    assert list(dict.fromkeys([*SHOWN, *ELSEWHERE])) == [*SHOWN, *ELSEWHERE]
    assert {*SHOWN, *ELSEWHERE} == set(ALL) - OTHERS


def test_the_page_is_in_the_order_of_the_codes() -> None:
    assert list(SHOWN) == [code for code in ALL if code in SHOWN]


@pytest.mark.parametrize("code", SHOWN)
def test_a_case_is_wrong_once_and_right_once(code: str) -> None:
    found = expectations(SHOWN[code])
    assert [each.code for _, each in found] == [code]
    wrong, expected = found[0]
    assert expected.message, "a case of a code says the whole message"
    assert expected.severity == ALL[code].severity
    assert [block for block in SHOWN[code].blocks if block.kind == wrong.kind and block is not wrong], "nothing right"


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_file_is_wrong_once_and_right_once(code: str, tmp_path: Path) -> None:
    wrong, right = ELSEWHERE[code]
    assert wrong(tmp_path) == {code}
    assert right(tmp_path) == set()
