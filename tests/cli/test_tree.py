"""`tree`: how one policy decides, drawn."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli import fleet
from tests.cli.conftest import Run
from tests.tools import missing

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "policies" / "examples" / "cuda-training"
TWO = "policy one { require a: kernel.version >= 5.10 }\npolicy two { require b: kernel.version >= 6.10 }\n"

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("format_", ["text", "mermaid", "dot"])
def test_the_example(run: Run, golden: Golden, format_: str) -> None:
    ran = run("tree", str(EXAMPLE / "train.compat"), "--format", format_)
    assert (ran.code, ran.err) == (0, "")
    golden(f"tree-{format_}.txt", ran.out)


@pytest.mark.parametrize("format_", ["text", "mermaid", "dot"])
def test_the_example_with_a_nodes_way(run: Run, golden: Golden, format_: str) -> None:
    snapshot = str(EXAMPLE / "snapshots" / "gpu-b01.json")
    ran = run("tree", str(EXAMPLE / "train.compat"), "--snapshot", snapshot, "--format", format_)
    assert (ran.code, ran.err) == (0, "")
    golden(f"tree-{format_}-path.txt", ran.out)


def test_several_policies_need_a_choice(run: Run) -> None:
    Path("two.compat").write_text(TWO, encoding="utf-8")
    ran = run("tree", "two.compat")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: two.compat holds 2 policies; choose one with --policy\n  help: there are one, two\n"
    assert run("tree", "two.compat", "--policy", "two").out.startswith("policy two\n")


def test_a_parameter_without_a_value_needs_one(run: Run) -> None:
    Path("p.compat").write_text("policy p(least: int) { require a: cpu.model.id >= least }", encoding="utf-8")
    ran = run("tree", "p.compat")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: p.compat holds no policy that can be evaluated as it is")
    assert "      >= 7        -> yes\n" in run("tree", "p.compat", "--param", "least=7").out


def test_several_nodes_need_a_choice(run: Run) -> None:
    ran = run("tree", "train.compat", "--snapshot", "three.json")
    assert ran.code == 2
    assert ran.err == (
        "error: the snapshots hold 3 nodes; choose one with --node\n  help: there are node-a01, node-b02, node-c03\n"
    )


def test_an_unknown_node_is_2(run: Run) -> None:
    ran = run("tree", "train.compat", "--snapshot", "three.json", "--node", "node-b2")
    assert (ran.code, ran.err) == (2, "error: no node `node-b2` in the snapshots\n  help: did you mean `node-b02`?\n")


def test_a_node_without_snapshots_is_wrong_usage(run: Run) -> None:
    ran = run("tree", "train.compat", "--node", "node-b02")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: --node chooses from snapshots, and there are none\n")


def test_a_faulty_policy_is_2(run: Run) -> None:
    Path("bad.compat").write_text("policy bad {", encoding="utf-8")
    ran = run("tree", "bad.compat")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error[")


def test_an_empty_snapshot_draws_nothing(run: Run) -> None:
    Path("none.json").write_text('{"kind": "List", "apiVersion": "v1", "items": []}', encoding="utf-8")
    ran = run("tree", "train.compat", "--snapshot", "none.json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.endswith("nothing was drawn: the snapshots hold no node\n")


def test_the_title_has_the_verdict_and_the_exit_code_does_not(run: Run) -> None:
    ran = run("tree", "train.compat", "--snapshot", "three.json", "--node", "node-b02")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "policy train on node-b02: incompatible")


def test_output_is_a_file(run: Run) -> None:
    assert run("tree", "train.compat", "--output", "tree.txt").out == ""
    assert Path("tree.txt").read_text(encoding="utf-8").startswith("policy train\n")


def test_colour_is_bold_on_the_way(run: Run) -> None:
    Path("one.json").write_text(fleet.document([fleet.node("n")]), encoding="utf-8")
    Path("p.compat").write_text("policy p { require a: kernel.version >= 5.10 }", encoding="utf-8")
    out = run("tree", "p.compat", "--snapshot", "one.json", "--color", "always").out
    assert [line for line in out.splitlines() if "-> yes" in line and line.startswith("\x1b[1m")]


# SVG


def graphviz(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a program `dot` into a folder, and nothing else on the path."""
    program = folder / "bin" / "dot"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="Windows runs no script by its first line")


def test_svg_without_graphviz_says_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = run("tree", "train.compat", "--format", "svg")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: --format svg needs Graphviz, and there is no program `dot`\n  help: install it ")
    assert "--format dot" in ran.err


def test_svg_of_graphviz_shows_every_question(run: Run) -> None:
    if shutil.which("dot") is None:
        missing("Graphviz is not installed: apt-get install graphviz, or brew install graphviz")
    ran = run("tree", str(EXAMPLE / "train.compat"), "--format", "svg", "-o", "tree.svg")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    texts = {
        "".join(each.itertext()) for each in ElementTree.parse("tree.svg").iter("{http://www.w3.org/2000/svg}text")
    }
    assert {"policy train", "requirement driver", 'cpu.cpuid has "AVX512F"', "yes", "no", "unknown"} <= texts


@needs_scripts
def test_svg_is_what_graphviz_makes(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    graphviz(tmp_path, "print(sys.argv[1:], sys.stdin.read(), end='')", monkeypatch)
    text = run("tree", "train.compat", "--format", "dot").out
    ran = run("tree", "train.compat", "--format", "svg")
    assert (ran.code, ran.out) == (0, f"['-Tsvg'] {text}")


@needs_scripts
def test_a_failing_graphviz_is_2(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    graphviz(tmp_path, "sys.exit('it is broken')", monkeypatch)
    ran = run("tree", "train.compat", "--format", "svg", "--output", "tree.svg")
    assert (ran.code, ran.out, Path("tree.svg").exists()) == (2, "", False)
    assert "failed: it is broken" in ran.err
