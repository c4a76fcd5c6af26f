"""What `check` finds, as results: nothing is lost, and what fails there fails for the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compatlang.cli import flags, fleet_input
from compatlang.cli.checked import Checked
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.formats.causes import causes
from compatlang.cli.formats.junit import render
from compatlang.cli.formats.of_check import Strictness, of_check
from compatlang.cli.formats.results import Results, Status
from tests.cli import fleet, samples
from tests.cli.conftest import Run
from tests.cli.test_schemas import IMAGE, RULES

CODES: dict[Status, ExitCode] = {
    "passed": ExitCode.OK,
    "warning": ExitCode.OK,
    "failed": ExitCode.FAILED,
    "error": ExitCode.ERROR,
    "unknown": ExitCode.UNKNOWN,
}
"""What the shell is told where this is the worst of a run."""

BAD_SNAPSHOT = '{"kind": "NodeFeature", "metadata": {"name": "x"}, "spec": {"features": 1}}'


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Results]:
    """The results of each run, beside what it writes."""
    found: list[Results] = []

    def keep(results: Results) -> str:
        found.append(results)
        return render(results)

    monkeypatch.setattr("compatlang.cli.formats.junit.render", keep)
    return found


def of_checked(checked: Checked, *, unknown_passes: bool = False, fail_on_warn: bool = False) -> Results:
    return of_check(checked, (), Strictness(unknown_passes, fail_on_warn))


def test_statuses_are_those_of_the_verdicts() -> None:
    assert [each.status for each in of_checked(samples.THREE).items] == ["warning", "failed", "unknown"]
    assert [each.verdict for each in of_checked(samples.THREE).items] == [
        "compatible, profile fast, score 30, degraded by swap_off",
        "incompatible",
        "unknown",
    ]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("flags_", [(), ("--unknown=pass",), ("--fail-on-warn",), ("--unknown=pass", "--fail-on-warn")])
@pytest.mark.parametrize("nodes", [fleet.THREE, fleet.THREE[:1], fleet.THREE[::2], fleet.THREE[2:]])
def test_the_worst_status_is_the_exit_code(
    run: Run,
    seen: list[Results],
    monkeypatch: pytest.MonkeyPatch,
    nodes: list[dict[str, object]],
    flags_: tuple[str, ...],
    large: bool,
) -> None:
    monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 0 if large else 1 << 30)
    Path("some.json").write_text(fleet.document(nodes), encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "some.json", "--format", "junit", *flags_)
    assert ran.code == CODES[seen[0].status]


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_what_is_wrong_with_files_is_said_once(run: Run, form: str) -> None:
    Path("bad.compat").write_text("policy p { require kernel: kernel.verison >= 5 }\n", encoding="utf-8")
    ran = run("check", "bad.compat", "train.compat", "--snapshot", "three.json", "--format", form)
    assert ran.code == ExitCode.ERROR
    if form in ("github", "sarif"):
        assert ran.out.count("no feature `kernel.verison`") == 1
    else:
        assert "no feature `kernel.verison`" in ran.out.replace("&#96;", "`")


def test_a_snapshot_that_cannot_be_read_is_an_item_of_its_own(run: Run, seen: list[Results]) -> None:
    Path("bad.json").write_text(BAD_SNAPSHOT, encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "three.json", "bad.json", "--format", "junit")
    item = seen[0].items[0]
    assert (item.group, item.name) == ("policies and snapshots", "bad.json")
    assert CODES[item.status] == ran.code == ExitCode.ERROR


def test_rules_and_images_of_nfd_are_items(run: Run, seen: list[Results]) -> None:
    Path("rules.yaml").write_text(RULES, encoding="utf-8")
    Path("image.yaml").write_text(IMAGE, encoding="utf-8")
    ran = run("check", "rules.yaml", "image.yaml", "--snapshot", "three.json", "--format", "junit")
    groups = seen[0].by_group()
    assert [each.status for each in groups["rules.yaml"]] == ["error"] * 3
    assert {each.rule for each in groups["rules.yaml"][0].problems} >= {"rules.yaml/fails"}
    assert ran.code == CODES[seen[0].status] == ExitCode.ERROR


def test_three_hundred_nodes_have_a_handful_of_causes() -> None:
    results = of_checked(samples.fleet(300))
    found = causes(results)
    assert len(results.items) == 300
    assert len(found) <= 6
    assert found[0].message() == (
        "gpu.driver is 525.60.13, needs >= 550.54.14 (75); gpu.driver is 470.57.02, needs >= 550.54.14 (25);"
        " gpu.driver is 535.2.1, needs >= 550.54.14 (1); … and 7 more"
    )
    assert found[0].whose("node") == "108 nodes: node-000, node-002, node-003, … and 105 more"


def test_what_does_not_hold_for_all_nodes_is_not_said_of_them() -> None:
    checked = samples.run_of(
        samples.node("a", samples.result("incompatible", samples.rdma("one"))),
        samples.node("b", samples.result("incompatible", samples.rdma("another"))),
    )
    (cause,) = causes(of_checked(checked))
    assert cause.lines() == [
        "no pci.device with vendor 15b3 and class 0207",
        "kernel.loadedmodule has no rdma_cm",
        "because: collectives run over InfiniBand",
    ]


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_the_same_input_gives_the_same_bytes(run: Run, form: str) -> None:
    argv = ("check", "train.compat", "--snapshot", "three.json", "--format", form)
    assert run(*argv) == run(*argv)


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_nothing_evaluated_is_still_a_document(run: Run, form: str) -> None:
    Path("none.json").write_text(fleet.document([]), encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "none.json", "--format", form)
    assert ran.code == ExitCode.UNKNOWN
    assert "nothing was evaluated" in ran.err
    if form == "sarif":
        assert json.loads(ran.out)["runs"][0]["results"] == []


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_watching_refuses_what_has_an_end(run: Run, form: str) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--watch", "--format", form)
    assert ran.code == ExitCode.ERROR
    assert ran.err.startswith(f"error: --watch does not go with --format {form}\n  help: --format jsonl")
