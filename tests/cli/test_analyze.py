"""`compatlang analyze`: what is dead, how policies relate, and nodes that show it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import compatlang
from compatlang.cli.witnesses import witness_document
from compatlang.snapshot import Section, Snapshot
from tests.cli.conftest import Run

ALIVE = 'policy alive { require kernel: kernel.version >= 5.15; require avx: cpu.cpuid has "AVX2" }'
DEAD = """
policy dead {
  require old: kernel.version >= 5
  require new: kernel.version >= 6
  profile a weight 2 { require x: cpu.model.family >= 1 }
  profile b weight 1 { require y: cpu.model.family == 6 }
}
table t {
  a: int | b: int
  1 .. 3 | *
  2 | 5
}
rule used(n: int) { t(a: n) }
"""
CONTRARY = "policy contrary { require old: kernel.version < 5; require new: kernel.version >= 6 }"
HARD = 'policy hard { require a: cpu.model.vendor_id matches "^A$"; require b: cpu.model.vendor_id matches "^B$" }'
LABELS = 'policy labels { require gpu: node.label["acme/gpu"] == "yes"; require no_swap: memory.swap.enabled == false }'


@pytest.fixture(autouse=True)
def _files(run: Run) -> None:
    """Each policy in a file of its name, in the folder that commands run in."""
    for name, text in {"alive": ALIVE, "dead": DEAD, "contrary": CONTRARY, "hard": HARD, "labels": LABELS}.items():
        Path(f"{name}.compat").write_text(text, encoding="utf-8")


def test_a_file_in_which_all_is_alive(run: Run) -> None:
    ran = run("analyze", "alive.compat")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "alive  satisfiable  alive.compat\n1 policy: 1 satisfiable; 0 dead\n"


def test_what_is_dead_is_named_with_its_cause(run: Run) -> None:
    ran = run("analyze", "dead.compat")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "dead  satisfiable  dead.compat",
        "  requirement `old` is always met, because of `new`",
        "  profile `b` is never chosen, because of `a`",
        "t  row 2 never decides: row 1 admits what it does  dead.compat",
        "1 policy: 1 satisfiable; 3 dead",
    ]


def test_a_policy_that_nothing_satisfies_names_what_contradicts(run: Run) -> None:
    ran = run("analyze", "contrary.compat")
    assert ran.code == 1
    assert "  no node can meet `old`, `new` together\n" in ran.out


def test_what_stays_undecided_is_said(run: Run) -> None:
    ran = run("analyze", "hard.compat")
    assert ran.code == 3
    assert "hard  undecided: no proof, and no node that could be made  hard.compat\n" in ran.out


def test_a_budget_is_a_number_of_steps(run: Run) -> None:
    assert "undecided within the budget" in run("analyze", "alive.compat", "--budget", "1").out
    ran = run("analyze", "alive.compat", "--budget", "none")
    assert (ran.code, "1 or more" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("--implies", "alive.compat", "contrary.compat"), 1, "`alive.compat` does not imply `contrary.compat`"),
        (
            ("--implies", "contrary.compat", "alive.compat:alive"),
            0,
            "`contrary.compat` implies `alive.compat:alive`: proved",
        ),
        (("--equal", "alive.compat", "alive.compat"), 0, "`alive.compat` and `alive.compat` are equal: proved"),
        (("alive.compat", "dead.compat", "--disjoint", "alive", "dead"), 1, "`alive` and `dead` are not disjoint"),
        (("--disjoint", "alive.compat", "hard.compat"), 3, "undecided"),
    ],
)
def test_relations(run: Run, argv: tuple[str, ...], code: int, said: str) -> None:
    ran = run("analyze", *argv)
    assert (ran.code, ran.err) == (code, "")
    assert said in ran.out


def test_a_relation_that_does_not_hold_is_shown_by_a_node(run: Run) -> None:
    lines = run("analyze", "--implies", "alive.compat", "dead.compat").out.splitlines()
    assert lines[1:] == ['  cpu.cpuid has "AVX2"', "  cpu.model has nothing", '  kernel.version.full = "5.15"']


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "nothing to analyze"),
        (("none.compat",), "no such file or folder: `none.compat`"),
        (("alive.compat", "--equal", "alive", "aliv"), "no policy `aliv` in the files"),
        (("alive.compat", "--policy", "none"), "no policy `none`"),
    ],
)
def test_wrong_usage(run: Run, argv: tuple[str, ...], said: str) -> None:
    ran = run("analyze", *argv)
    assert ran.code == 2
    assert said in ran.err


def test_a_faulty_file_is_an_error(run: Run) -> None:
    Path("bad.compat").write_text("policy bad { require x: kernel.versoin >= 5 }", encoding="utf-8")
    ran = run("analyze", "bad.compat", "alive.compat")
    assert (ran.code, ran.out) == (2, "")
    assert "versoin" in ran.err


@pytest.mark.parametrize("name", ["alive", "dead", "labels"])
def test_a_witness_that_is_written_is_read_back_and_compatible(run: Run, name: str) -> None:
    run("analyze", f"{name}.compat", "--witness", "found")
    ran = run("check", f"{name}.compat", "--snapshot", f"found/{name}.json", "--format", "json")
    assert ran.code == 0
    assert [each["verdict"] for node in ran.json["nodes"] for each in node["results"]] == ["compatible"]


def test_a_witness_of_a_relation_shows_it(run: Run) -> None:
    run("analyze", "--implies", "alive.compat", "dead.compat", "--witness", ".")
    (found,) = Path().glob("implies-*.json")
    assert run("check", "alive.compat", "--snapshot", str(found)).code == 0
    assert run("check", "dead.compat", "--snapshot", str(found)).code == 1


def test_json_says_the_same(run: Run) -> None:
    document = json.loads(run("analyze", "dead.compat", "--format", "json").out)
    (policy,) = document["policies"]
    assert policy["satisfiable"] == "yes"
    assert [(each["name"], each["state"], each["because"]) for each in policy["findings"]] == [
        ("old", "always", ["new"]),
        ("b", "never", ["a"]),
    ]
    assert document["rows"] == [{"file": "dead.compat", "table": "t", "row": 2, "covered_by": [1]}]


def test_a_folder_is_every_policy_file_in_it(run: Run) -> None:
    Path("below").mkdir()
    for name in ("alive", "labels"):
        Path(f"{name}.compat").rename(f"below/{name}.compat")
    assert run("analyze", "below").out.endswith("2 policies: 2 satisfiable; 0 dead\n")


def test_timings_are_said_beside_the_answer(run: Run) -> None:
    ran = run("analyze", "alive.compat", "--timings")
    assert "alive.compat: alive" in ran.err
    assert "ms" not in ran.out


@pytest.mark.parametrize(
    "sections",
    [
        {
            "cpu.cpuid": Section(flags=frozenset({"AVX2"}), partial=True),
            "kernel.version": Section(attributes={"full": "5"}),
        },
        {
            "pci.device": Section(instances=({"vendor": "10de"}, {})),
            "network.device": Section(instances=(), partial=True),
        },
        {"node.label": Section(attributes={"acme/gpu": "yes"}), "node.capacity": Section(attributes={"cpu": "8"})},
        {"node.label": Section(attributes={"acme.io/gpu": "yes"}, partial=True)},
    ],
)
def test_what_a_document_says_is_read_back(sections: dict[str, Section]) -> None:
    text = json.dumps(witness_document(Snapshot("witness", sections)))
    (found,) = compatlang.parse_snapshots(text).snapshots
    assert found.sections == sections
