"""`compatlang compile`, and the commands on what it writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_imports import modules

ON_THREE = ("--snapshot", "three.json")


@pytest.fixture
def bundle(run: Run) -> str:
    """The name of a bundle of `train.compat`."""
    assert run("compile", "train.compat", "-o", "train.compatc") == (0, "", "")
    return "train.compatc"


@pytest.mark.parametrize(
    "argv",
    [
        ("check",),
        ("check", "--verbose"),
        ("check", "--format", "json"),
        ("check", "--format", "jsonl"),
        ("check", "--policy", "train", "--tags", "none"),
        ("check", "--policy", "trian"),
        ("check", "--param", "x=1"),
        ("explain", "--node", "node-b02"),
        ("explain", "--node", "node-c03", "--format", "json"),
    ],
)
def test_a_bundle_is_used_as_its_source_is(run: Run, bundle: str, argv: tuple[str, ...]) -> None:
    command, *options = argv
    from_source = run(command, "train.compat", *ON_THREE, *options)
    from_bundle = run(command, bundle, *ON_THREE, *options)
    assert from_bundle == from_source


def test_parameters_and_warnings_come_from_a_bundle_too(run: Run) -> None:
    text = "policy p(least: version) { require new: kernel.version >= least }\n## nothing below\n"
    Path("p.compat").write_text(text, encoding="utf-8")
    assert run("compile", "p.compat", "-o", "p.compatc").code == 0
    for argv in ((), ("--param", "least=5.4"), ("--param", "least=99"), ("--param", "least=x")):
        assert run("check", "p.compatc", *ON_THREE, *argv) == run("check", "p.compat", *ON_THREE, *argv)


def test_a_bundle_needs_no_parser(run: Run, bundle: str, tmp_path: Path) -> None:
    for argv in (("check",), ("explain", "--node", "node-b02"), ("check", "--policy", "train")):
        command, *options = argv
        code, loaded = modules(tmp_path, command, bundle, *ON_THREE, *options)
        assert code == run(command, bundle, *ON_THREE, *options).code
        assert "compatlang.bundle.document" in loaded
        assert not {name for name in loaded if name.startswith(("lark", "compatlang.syntax", "compatlang.semantic"))}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"edition 1\n", "no compiled bundle"),
        (b'{"format":"compatlang-bundle","version":1,', "a compiled bundle that is cut off or damaged"),
        (b'{"format":"compatlang-bundle","version":7}', "a compiled bundle of format version 7"),
    ],
)
def test_what_is_no_bundle_is_refused_by_name(run: Run, data: bytes, message: str) -> None:
    Path("x.compatc").write_bytes(data)
    ran = run("check", "x.compatc", *ON_THREE)
    assert ran.code == 2
    assert f"error[cannot-load]: cannot read `x.compatc`: {message}" in ran.err


def test_the_figures_as_text(run: Run) -> None:
    ran = run("compile", "train.compat", "--stats")
    assert (ran.code, ran.err) == (0, "")
    size = run("compile", "train.compat", "--stats", "--format", "json").json
    assert ran.out.splitlines() == [
        "policies     1",
        "atoms        11, with 40 states",
        "graph nodes  22: 20 tests, 2 gates",
        "depth        4",
        "steps        at most 11 for one evaluation of all policies",
        f"bundle       {size['bytes']} bytes, {size['graph_bytes']} of them the graph",
    ]


def test_the_figures_are_those_of_the_file(run: Run, bundle: str) -> None:
    size = run("compile", "train.compat", "--stats", "--format", "json").json
    assert size["bytes"] == Path(bundle).stat().st_size
    assert 0 < size["graph_bytes"] < size["bytes"]


@pytest.mark.parametrize("what", ["ir", "graph"])
def test_text_forms(run: Run, what: str, golden: Callable[[str, str], None]) -> None:
    ran = run("compile", "train.compat", "--emit", what)
    assert (ran.code, ran.err) == (0, "")
    golden(f"compile-{what}.txt", ran.out)


def test_without_anything_to_do_it_is_wrong_usage(run: Run) -> None:
    ran = run("compile", "train.compat")
    assert (ran.code, ran.out) == (2, "")
    assert "error: nothing to do" in ran.err
    assert "help: compatlang compile POLICY -o FILE.compatc" in ran.err


def test_a_faulty_policy_writes_nothing(run: Run) -> None:
    Path("bad.compat").write_text("policy p { require r: kernel.verison >= 6 }", encoding="utf-8")
    ran = run("compile", "bad.compat", "-o", "bad.compatc", "--stats")
    assert (ran.code, ran.out) == (2, "")
    assert "error[unknown-feature]" in ran.err
    assert not Path("bad.compatc").exists()
    assert run("compile", "none.compat", "-o", "none.compatc").code == 2


def test_an_interrupt_leaves_the_old_file(run: Run, bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path(bundle).read_bytes()
    Path("train.compat").write_text("policy other { require yes: true }", encoding="utf-8")

    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    assert run("compile", "train.compat", "-o", bundle).err == "interrupted\n"
    assert Path(bundle).read_bytes() == before
    assert sorted(each.name for each in Path().iterdir() if "partial" in each.name) == []
