"""`check` against real documents: every NodeFeature and Node gets a verdict, every other document a clear refusal."""

import io
import json
from pathlib import Path

import pytest
import yaml

from compatlang.cli.main import main

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FOLDERS = [SHARED / "data" / "snapshots", SHARED / "nfd" / "corpus" / "yaml"]

pytestmark = pytest.mark.skipif(
    not all(each.is_dir() for each in FOLDERS), reason="the folder of shared documents is not beside the checkout"
)

POLICY = """\
policy host "kernel, modules and distribution" {
  require kernel: kernel.version >= 5.4
  require overlay: kernel.enabledmodule has "overlay" or kernel.loadedmodule has "overlay"
  require distribution: system.osrelease.ID in ["ubuntu", "debian", "rhel", "amzn"]
}
"""


def documents() -> list[Path]:
    found = [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.iterdir())]
    return [path for path in found if path.suffix in {".yaml", ".json"} and path.name != "INDEX.json"]


def kinds(path: Path) -> set[str]:
    """The kinds of the objects in a document, read independently of the code under test."""
    values = yaml.safe_load_all(path.read_text()) if path.suffix == ".yaml" else [json.loads(path.read_text())]
    try:
        return {
            str(each.get("kind")) if isinstance(each, dict) else type(each).__name__
            for each in values
            if each is not None
        }
    except yaml.YAMLError:
        return {"not YAML"}


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(arguments, out, err), out.getvalue(), err.getvalue()


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_each_document_gets_a_verdict_or_a_refusal(path: Path, tmp_path: Path) -> None:
    policy = tmp_path / "host.compat"
    policy.write_text(POLICY)
    code, out, err = run("check", str(policy), "--snapshot", str(path))
    assert "Traceback" not in err
    if kinds(path) <= {"NodeFeature", "Node"} and kinds(path):
        assert code in (0, 1, 3), err
        assert "host" in out
        assert "error[" not in err
    else:
        assert code == 2
        assert "error[" in err
        assert path.name in err


def test_real_nodes_are_judged() -> None:
    """There are documents of both sorts, so that the test above says something of each."""
    sorts = [kinds(path) <= {"NodeFeature", "Node"} and bool(kinds(path)) for path in documents()]
    assert sum(sorts) >= 10
    assert len(sorts) - sum(sorts) >= 50
