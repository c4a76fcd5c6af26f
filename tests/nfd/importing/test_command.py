"""`compatlang import nfd`, run as the command line runs it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from compatlang.cli.commands import import_
from compatlang.cli.parser import Parser

RULE = """\
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
  - name: good
    matchFeatures:
    - {feature: pci.device, matchExpressions: {vendor: {op: In, value: ["10de"]}}}
"""
BAD = """\
  - name: bad
    matchFeatures:
    - {feature: local.label, matchName: {op: Exists}}
"""


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    parser = Parser(out, prog="compatlang import")
    import_.configure(parser)
    code = import_.run(parser.parse(["nfd", *arguments]), out, err)
    return code, out.getvalue(), err.getvalue()


def test_what_can_be_imported_is_written(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(RULE, encoding="utf-8")
    code, out, err = run(str(tmp_path / "rule.yaml"))
    assert (code, err) == (0, "")
    assert "require pci_device: any pci.device { vendor == 0x10de }" in out
    code, out, err = run(str(tmp_path / "rule.yaml"), "-o", str(tmp_path / "rule.compat"))
    assert (code, out, err) == (0, "", "")
    assert "policy good" in (tmp_path / "rule.compat").read_text(encoding="utf-8")


def test_a_rule_without_an_equal_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(RULE + BAD, encoding="utf-8")
    code, out, err = run(str(tmp_path / "rule.yaml"))
    assert code == 2
    assert "policy good" in out
    assert '# NFD rule "bad" is not imported' in out
    assert "rule `bad` cannot be imported: `local.label` may have any name" in err
    assert "rule.yaml:10" in err


def test_an_image_is_called_as_asked(tmp_path: Path) -> None:
    (tmp_path / "my-image.yaml").write_text("compatibilities: [{rules: [{name: any}]}]\n", encoding="utf-8")
    assert "policy my_image {" in run(str(tmp_path / "my-image.yaml"))[1]
    assert "policy web {" in run(str(tmp_path / "my-image.yaml"), "--policy", "web")[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: NodeFeature\n", "a NodeFeature has no rules"),
        ("compatibilities: []\n", "the document has no compatibility set"),
        ("kind: NodeFeatureRule\n", "the document has no rules"),
        ("{{ if .Values.x }}\nkind: NodeFeatureRule\n{{ end }}\n", "Helm template"),
    ],
)
def test_nothing_to_import(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    code, out, err = run(str(tmp_path / "x.yaml"))
    assert (code, out) == (2, "")
    assert message in err


def test_no_such_file(tmp_path: Path) -> None:
    code, out, err = run(str(tmp_path / "x.yaml"))
    assert (code, out) == (2, "")
    assert "no such file" in err
