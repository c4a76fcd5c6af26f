"""`attach` names beside each artifact the policies that it says."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cli.conftest import Run
from tests.unit.registry.layouts import Folder

TWO = """\
policy old { require kernel: kernel.version >= 5.4 }
policy new { require kernel: kernel.version >= 6.1 }
"""


def test_the_artifact_of_nfd_says_the_policy_that_was_chosen(run: Run) -> None:
    Folder(Path("image")).image("v1")
    Path("two.compat").write_text(TWO, encoding="utf-8")
    ran = run("attach", "oci:image:v1", "two.compat", "--policy", "new", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    says = {line.split()[3]: line.split("  ")[-1] for line in ran.out.splitlines()[1:]}
    assert says == {"compat": "old, new", "nfd": "new"}


def test_a_file_that_cannot_be_read_is_named_whatever_it_is_called(run: Run) -> None:
    for ending in ("compat", "yaml"):
        ran = run("attach", "oci:image:v1", os.fsdecode(b"\xff.") + ending)
        assert (ran.code, ran.out) == (2, "")
        assert f"cannot read `\\xff.{ending}`: no such file" in ran.err
