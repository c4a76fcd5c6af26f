"""`compatlang import nvidia-require`, run as the command line runs it, and the page that shows it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from compatlang import limits
from tests.cli.conftest import Run
from tests.cli.test_imports import modules
from tests.test_docs import DOCS, blocks, shell_lines

PAGE = DOCS / "nvidia-require.md"


def test_a_requirement_alone(run: Run) -> None:
    ran = run("import", "nvidia-require", "cuda>=12.4 brand=tesla,driver>=470,driver<471")
    assert (ran.code, ran.err) == (0, "")
    assert "policy nvidia_require {" in ran.out
    assert 'nvidia.driver in 470.* and nvidia.brand == "tesla"' in ran.out


def test_several_variables_are_one_policy(run: Run) -> None:
    given = ("NVIDIA_REQUIRE_CUDA=cuda>=12.4", "PATH=/bin", "NVIDIA_REQUIRE_ARCH=arch>=8.0")
    ran = run("import", "nvidia-require", *given, "--policy", "web", "-o", "web.compat")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    text = Path("web.compat").read_text(encoding="utf-8")
    assert "policy web {" in text
    assert "require cuda: nvidia.cuda >= 12.4" in text
    assert "require arch: nvidia.arch >= 8.0" in text
    assert run("check", "web.compat", "--snapshot", "three.json").code == 3


def test_standard_input_has_a_variable_on_each_line(run: Run) -> None:
    lines = "PATH=/bin\r\nhttp_proxy=http://proxy\n\nNVIDIA_REQUIRE_CUDA=cuda>=12.4 cuda=11.8\n"
    ran = run("import", "nvidia-require", "-", stdin=lines)
    assert (ran.code, ran.err) == (0, "")
    assert "require cuda: nvidia.cuda in [>= 12.4, 11.8]" in ran.out


def test_a_line_that_is_no_variable_is_named(run: Run) -> None:
    ran = run("import", "nvidia-require", "-", stdin="A=b\ncuda>=12.4\n")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: line 2 of standard input is not of the form NAME=VALUE\n"


def test_standard_input_that_is_too_large(run: Run) -> None:
    ran = run("import", "nvidia-require", "-", stdin="A=" + "x" * limits.SNAPSHOT_BYTES)
    assert (ran.code, ran.out) == (2, "")
    assert f"larger than {limits.SNAPSHOT_BYTES} bytes" in ran.err


def test_a_mistake_is_shown_in_the_value(run: Run) -> None:
    ran = run("import", "nvidia-require", "NVIDIA_REQUIRE_CUDA=cuda>=12.4 driver==470")
    assert (ran.code, ran.out) == (2, "")
    assert "--> NVIDIA_REQUIRE_CUDA:1:18" in ran.err
    assert "1 | cuda>=12.4 driver==470" in ran.err
    assert "help: write `=`" in ran.err


def test_a_warning_does_not_hold_it_up(run: Run) -> None:
    ran = run("import", "nvidia-require", "cuda>=12.4 brand!tesla")
    assert ran.code == 0
    assert "warning[nvidia-lone-bang]" in ran.err
    assert 'nvidia.brand != "tesla"' in ran.out


def test_nothing_to_import(run: Run) -> None:
    ran = run("import", "nvidia-require", "PATH=/bin")
    assert (ran.code, ran.out) == (2, "")
    assert "so there is nothing to import" in ran.err


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["cuda"], "`cuda` is neither a requirement nor NAME=VALUE, and no image either"),
        (["registry.example/cuda:12.6", "A=1"], "`registry.example/cuda:12.6` is neither a requirement nor NAME=VALUE"),
        (["cuda>=12.4", "NVIDIA_REQUIRE_CUDA=cuda>=12.4"], "`NVIDIA_REQUIRE_CUDA` is given twice"),
    ],
)
def test_wrong_usage(run: Run, given: list[str], message: str) -> None:
    ran = run("import", "nvidia-require", *given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {message}")


def test_nfd_takes_one_document(run: Run) -> None:
    ran = run("import", "nfd", "a.yaml", "b.yaml")
    assert (ran.code, ran.err) == (2, "error: one document at a time, and `b.yaml` is a second\n")


@pytest.mark.parametrize(
    ("argv", "loaded", "other"),
    [
        (("nvidia-require", "cuda>=12.4"), "compatlang.nvidia.imported", "compatlang.nfd"),
        (("nfd", "rule.yaml"), "compatlang.nfd.importing", "compatlang.nvidia"),
    ],
)
def test_neither_origin_loads_the_other(tmp_path: Path, argv: tuple[str, ...], loaded: str, other: str) -> None:
    (tmp_path / "rule.yaml").write_text("kind: NodeFeatureRule\nspec: {rules: [{name: any}]}\n", encoding="utf-8")
    code, names = modules(tmp_path, "import", *argv)
    assert code == 0
    assert loaded in names
    assert not {name for name in names if name.startswith(other)}


def test_the_page_shows_what_is_written_and_decided(run: Run) -> None:
    shown = {block.info: block.text for block in blocks(PAGE)}
    Path("nodes.yaml").write_text(shown["yaml"], encoding="utf-8")
    made, checked = (run(*shlex.split(line)[1:]) for line in shell_lines(PAGE))
    assert (made.code, made.out, made.err) == (0, "", "")
    assert Path("cuda.compat").read_text(encoding="utf-8") == shown["compat"]
    assert checked.code == 1
    assert checked.out + checked.err == shown["text"]
