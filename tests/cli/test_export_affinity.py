"""`compatlang export affinity`, run as the command line runs it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_docs import DOCS, blocks, shell_lines

PLAIN = 'policy web { require zone: node.label["topology.kubernetes.io/zone"] in ["a", "b"] }\n'
TRAIN = """policy train "CUDA training" {
  require arch: node.info.architecture == "amd64"
  require gpu: any pci.device { vendor == 0x10de; class == 0x0302 }
  require kernel: kernel.version.major >= 5 and memory.swap.enabled == false
    because "swapping stalls the job"
  warn numa: memory.numa.is_numa
  prefer avx512 weight 20: cpu.cpuid has "AVX512F"
  profile fast weight 10 { require gds: kernel.loadedmodule has "nvidia_fs" }
  profile slow weight 1 { }
}
"""


@pytest.fixture
def written(run: Run) -> Run:
    """The command line, in a folder that has both policies."""
    Path("web.compat").write_text(PLAIN, encoding="utf-8")
    Path("job.compat").write_text(TRAIN, encoding="utf-8")
    return run


def test_affinity_is_written(written: Run) -> None:
    ran = written("export", "affinity", "web.compat")
    assert (ran.code, ran.err) == (0, "")
    assert "nodeSelectorTerms:" in ran.out
    assert "---" not in ran.out


def test_affinity_as_json(written: Run) -> None:
    ran = written("export", "affinity", "web.compat", "--format", "json")
    (term,) = ran.json["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
        "nodeSelectorTerms"
    ]
    assert term == {
        "matchExpressions": [{"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["a", "b"]}],
    }


def test_what_no_label_says_is_an_error_that_names_the_way_out(written: Run) -> None:
    ran = written("export", "affinity", "job.compat", "-o", "made.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "no label that NFD publishes by default says exactly this" in ran.err
    assert "`--publish` has NFD publish one that does" in ran.err
    assert not Path("made.yaml").exists()


def test_the_rule_that_publishes_stands_behind_the_affinity(written: Run, golden: Callable[[str, str], None]) -> None:
    ran = written("export", "affinity", "job.compat", "--publish")
    assert (ran.code, ran.err) == (0, "")
    golden("../nfd/affinity/golden/train.yaml", ran.out)


def test_the_rule_that_publishes_in_a_file_of_its_own(written: Run) -> None:
    ran = written("export", "affinity", "job.compat", "--publish", "--rules", "rules.yaml", "-o", "made.yaml")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    both = written("export", "affinity", "job.compat", "--publish").out
    texts = [Path(each).read_text(encoding="utf-8") for each in ("made.yaml", "rules.yaml")]
    assert "---\n".join(texts) == both
    assert written("check", "rules.yaml", "--allow-empty").code == 0


def test_where_nothing_is_published_there_is_no_rule(written: Run) -> None:
    ran = written("export", "affinity", "web.compat", "--publish", "--rules", "rules.yaml")
    assert ran.out == written("export", "affinity", "web.compat").out
    assert not Path("rules.yaml").exists()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("nfd", "--publish"), "belong to `export affinity`"),
        (("nfd", "--format", "json"), "belong to `export affinity`"),
        (("nodefeaturegroup", "--rules", "rules.yaml"), "belong to `export affinity`"),
        (("nodefeaturegroup", "--kind", "rule"), "belongs to `export nfd`"),
        (("affinity", "--kind", "rule"), "belongs to `export nfd`"),
        (("affinity", "--rules", "rules.yaml"), "give --publish as well"),
        (("affinity", "--publish", "--rules", "a.yaml", "-o", "a.yaml"), "name the same file"),
        (("affinity", "--publish", "--format", "json"), "give --rules FILE as well"),
    ],
)
def test_flags_that_do_not_go_together(written: Run, flags: tuple[str, ...], message: str) -> None:
    ran = written("export", flags[0], "web.compat", *flags[1:])
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_the_page_shows_what_is_written(written: Run) -> None:
    """Below each policy its affinity, and perhaps the rules, as the one line of the page writes them."""
    (line, _) = shell_lines(DOCS / "affinity.md")
    shown = [each for each in blocks(DOCS / "affinity.md") if each.info in {"compat", "yaml"}]
    assert [each.info for each in shown] == ["compat", "yaml", "compat", "yaml", "yaml"]
    made: Iterator[str] = iter(())
    for each in shown:
        if each.info == "compat":
            Path("train.compat").write_text(each.text, encoding="utf-8")
            ran = written(*shlex.split(line)[1:])
            assert (ran.code, ran.err) == (0, "")
            made = iter([Path(name).read_text(encoding="utf-8") for name in ("affinity.yaml", "rules.yaml")])
        else:
            assert each.text == next(made)
