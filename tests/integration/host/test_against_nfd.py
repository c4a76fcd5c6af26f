"""NFD itself as the judge: `nfd export features`, confined to a random tree, prints the same bytes.

Give a statically linked `nfd` (v0.19.0, built with CGO_ENABLED=0) in the variable TESTS_NFD, and run as root, which
`chroot` needs. What is known to differ, and why, is in the tests of the sources; these trees have none of it.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from compatlang.integrations.host import discover
from compatlang.integrations.host.cpuid_exec import this_machine
from compatlang.integrations.host.documents import exported
from tests.integration.host.random_trees import build

NFD = os.environ.get("TESTS_NFD", "")
CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin") or ""
TREES = int(os.environ.get("COMPATLANG_TREES", "50"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NFD, reason="TESTS_NFD does not name an executable of NFD"),
    pytest.mark.skipif(not CHROOT or os.geteuid() != 0, reason="NFD can be confined to a tree by root only"),
    pytest.mark.skipif(this_machine().cpuid is None, reason="CPUID cannot be executed here, and NFD executes it"),
]


@pytest.mark.parametrize("seed", range(TREES))
def test_a_random_tree(tmp_path: Path, seed: int) -> None:
    build(tmp_path, seed)
    ours = exported(discover(tmp_path, machine="x86_64", node_name="n", hardware=this_machine()))
    shutil.copy(NFD, tmp_path / "nfd")
    done = subprocess.run(
        [CHROOT, tmp_path, "/nfd", "export", "features"], capture_output=True, text=True, env={"NODE_NAME": "n"}
    )
    (tmp_path / "nfd").unlink()
    assert done.returncode == 0, done.stderr
    assert ours == done.stdout
