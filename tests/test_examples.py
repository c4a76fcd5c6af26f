"""The shipped policies: the examples give the verdicts that their READMEs name, and the tests in all policies pass."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

import compatlang
from compatlang.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
POLICIES = ROOT / "policies"
EXAMPLES = POLICIES / "examples"
FILES = sorted(POLICIES.rglob("*.compat"))
PCI_FACTS = ROOT.parent / "shared" / "data" / "pci" / "pci.yaml"


def of_path(path: Path) -> str:
    return path.relative_to(POLICIES).as_posix()
