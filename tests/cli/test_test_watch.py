"""`test --watch`: what is run again after which change, and how it ends."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compatlang.cli import watch_tests as watch_module
from compatlang.cli.policy_folders import Folders
from compatlang.cli.tested import Selection
from compatlang.cli.watch_tests import WatchedTests
from tests.cli import fleet
from tests.cli.conftest import Ran, Run

Script = Callable[..., Ran]

SHARED = 'table t(release: version) from "./t.csv" { source "x" }\nrule known { t(release: kernel.version) }\n'
POLICY = """\
import "./shared.compat" as shared
policy p { require kernel: shared.known() }
test "known" { given snapshot "node.json"; expect p: compatible }
"""
OTHER = 'test "alone" { given kernel.version = "6.1"; expect r(): yes }\nrule r { kernel.version >= 6 }\n'


def snapshot(release: str) -> str:
    return json.dumps(fleet.node("node", kernel=release))


@pytest.fixture
def folder(run: Run) -> Run:
    """Two policy files; one imports another, which has a table, and its test has a snapshot."""
    Path("train.compat").unlink()
    files = {"shared.compat": SHARED, "t.csv": "release\n6.1.*\n", "p.compat": POLICY, "other.compat": OTHER}
    for name, text in {**files, "node.json": snapshot("6.1.9")}.items():
        Path(name).write_text(text, encoding="utf-8")
    return run


def change(name: str, text: str) -> Callable[[], object]:
    return lambda: Path(name).write_text(text, encoding="utf-8")


@pytest.fixture
def scripted(folder: Run, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Runs `test --watch`; between two looks one thing happens, and after the last it ends."""

    def call(flags: tuple[str, ...], *happenings: Callable[[], object]) -> Ran:
        waiting = iter(happenings)

        @contextlib.contextmanager
        def stoppable() -> Iterator[Callable[[float], bool]]:
            def stopped(_: float) -> bool:
                happening = next(waiting, None)
                if happening is not None:
                    happening()
                return happening is None

            yield stopped

        monkeypatch.setattr(watch_module, "stoppable", stoppable)
        return folder("test", "--watch", *flags)

    return call


PASSED = "other.compat  1 passed\np.compat      1 passed\n\n2 tests: 2 passed\n"


def test_nothing_is_said_again_where_nothing_changes(scripted: Script) -> None:
    assert scripted((), lambda: None, change("note.txt", "x")) == (0, PASSED, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.compat", POLICY.replace("compatible", "incompatible")),
        ("shared.compat", SHARED.replace("{ t(release: kernel.version) }", "{ false }")),
        ("t.csv", "release\n6.2.*\n"),
        ("node.json", snapshot("6.2.9")),
    ],
)
def test_whatever_a_file_reads_is_watched(scripted: Script, name: str, text: str) -> None:
    ran = scripted((), change(name, text))
    assert ran.code == 1
    assert ran.out.startswith(PASSED + "\n--- ")
    told, _, again = ran.out.removeprefix(PASSED + "\n--- affected by a change: ").partition("\n\n")
    assert "p.compat" in told.split(", ")
    assert again.startswith("other.compat  1 passed\np.compat      1 failed\n")


def test_the_last_run_says_the_exit_code(scripted: Script) -> None:
    ran = scripted((), change("t.csv", "release\n6.2.*\n"), change("t.csv", "release\n6.1.*\n"))
    assert ran.code == 0
    assert ran.out.endswith(PASSED)


def test_files_come_and_go(scripted: Script) -> None:
    ran = scripted((), change("new.compat", OTHER), Path("new.compat").unlink)
    assert "--- affected by a change: new.compat\n\nnew.compat    1 passed\n" in ran.out
    assert ran.out.endswith("--- affected by a change: new.compat\n\n" + PASSED)


def test_a_file_that_was_named_may_go_and_come_again(scripted: Script) -> None:
    ran = scripted(("other.compat",), Path("other.compat").unlink, change("other.compat", OTHER))
    assert "cannot read `other.compat`: no such file" in ran.err
    assert ran.code == 0


def test_only_what_may_have_changed_is_run_again(folder: Run) -> None:
    watched = WatchedTests(["."], Selection(Folders(["."])))
    assert watched.look() == ["other.compat", "p.compat", "shared.compat"]
    before = {each.file: each for each in watched.files()}
    Path("node.json").write_text(snapshot("6.2"), encoding="utf-8")
    assert watched.look() == ["p.compat"]
    after = {each.file: each for each in watched.files()}
    assert after["other.compat"] is before["other.compat"]
    assert [each.passed for each in after["p.compat"].results] == [False]
    assert watched.look() == []


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--format", "json"), "--watch has no end, and a document has one"),
        (("--mutate",), "--watch and --mutate do not go together"),
        (("--fail-fast",), "--watch and --fail-fast do not go together"),
        (("-o", "x"), "--watch and --output do not go together"),
        (("--interval", "0"), "--interval must be greater than 0 and at most 86400 seconds"),
    ],
)
def test_what_does_not_go_together_is_refused(folder: Run, flags: tuple[str, ...], message: str) -> None:
    ran = folder("test", "--watch", *flags)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", f"error: {message}")
