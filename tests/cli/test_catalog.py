from __future__ import annotations

import argparse
import io
import json
from typing import Any

import pytest

from compatlang.cli.commands import catalog
from compatlang.schema.catalog import BASE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def call(*words: str, out: io.StringIO | None = None) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser(prog="compatlang catalog")
    catalog.configure(parser)
    out, err = out or io.StringIO(), io.StringIO()
    code = catalog.run(parser.parse_args(words), out, err)
    return code, out.getvalue(), err.getvalue()


def found(*words: str) -> dict[str, list[str]]:
    """The elements found, by domain."""
    code, out, err = call(*words, "--format", "json")
    assert (code, err) == (0, "")
    return {each["name"]: [one["name"] for one in each["elements"]] for each in json.loads(out)["domains"]}


GOLDEN = """\
kernel.version  attributes, since NFD v0.10
  release of the running kernel, from /proc/sys/kernel/osrelease

  kernel.version.full      version  v0.10  the whole release, as in `5.15.0-91-generic`; other characters became `_`
  kernel.version.major     int      v0.10  first number of the release, as in `5`
  kernel.version.minor     int      v0.10  second number of the release, as in `15`
  kernel.version.revision  int      v0.10  third number of the release, as in `0`; empty where the release has only two

  `kernel.version` alone means `kernel.version.full`
"""


def test_one_domain_in_detail() -> None:
    assert call("kernel.version") == (0, GOLDEN, "")


def test_without_a_pattern_one_line_a_domain() -> None:
    code, out, err = call()
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) <= 60
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(BASE.domains)
    assert {"Node Feature Discovery", "Kubernetes API", "host scan"} <= set(lines)


def test_without_a_pattern_columns_stand_below_each_other() -> None:
    rows = {line.split()[0]: line for line in call()[1].splitlines() if line.startswith("  ")}
    begin = rows["kernel.version"].index(BASE.domains["kernel.version"].doc)
    assert all(row[begin - 2 : begin] == "  " and row[begin] != " " for row in rows.values())


def test_json_of_one_domain() -> None:
    code, out, _ = call("usb.device", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["schema"] == "compatlang.catalog/1"
    (domain,) = document["domains"]
    elements = domain.pop("elements")
    assert domain == {
        "name": "usb.device",
        "kind": "instances",
        "origin": "nfd",
        "since": "v0.10",
        "doc": BASE.domains["usb.device"].doc,
        "open": False,
        "open_type": None,
        "default": None,
        "flags": [],
    }
    assert [(each["name"], each["type"], each["width"], each["path"]) for each in elements] == [
        ("class", "id", 2, None),
        ("vendor", "id", 4, None),
        ("device", "id", 4, None),
        ("serial", "string", None, None),
    ]


def test_json_of_everything() -> None:
    code, out, _ = call("--format", "json")
    assert code == 0
    domains: dict[str, Any] = {each["name"]: each for each in json.loads(out)["domains"]}
    assert list(domains) == list(BASE.domains)
    assert domains["kernel.version"]["default"] == "full"
    assert (domains["node.label"]["open"], domains["node.label"]["open_type"]) == (True, "string")
    assert (domains["cpu.cpuid"]["open"], domains["cpu.cpuid"]["open_type"]) == (True, None)
    assert domains["cpu.cpuid"]["flags"] == sorted(BASE.domains["cpu.cpuid"].flags)
    paths = {each["name"]: each["path"] for each in domains["memory.hugepages"]["elements"]}
    assert paths == {
        "enabled": "memory.hugepages.enabled",
        "hugepages-2Mi": 'memory.hugepages["hugepages-2Mi"]',
        "hugepages-1Gi": 'memory.hugepages["hugepages-1Gi"]',
    }
    sinces = {each["name"]: each["since"] for each in domains["system.dmiid"]["elements"]}
    assert (sinces["sys_vendor"], sinces["product_name"], sinces["bios_date"]) == ("v0.16", "v0.17", "v0.19")


def test_part_of_a_path_in_either_case() -> None:
    assert found("SELINUX") == {"kernel.selinux": ["enabled"]}
    assert found("sev.") == {
        "cpu.security": ["sev.enabled", "sev.asids", "sev.es.enabled", "sev.encrypted_state_ids", "sev.snp.enabled"]
    }


def test_a_domain_named_whole_is_that_domain_only() -> None:
    assert list(found("pci.device")) == ["pci.device"]


def test_a_flag_is_not_meant_where_a_domain_is_named() -> None:
    assert list(found("host")) == ["host.driver", "host.library"]


@pytest.mark.parametrize(
    ("pattern", "domains"),
    [
        ("memory.*", ["memory.numa", "memory.swap", "memory.hugepages", "memory.nv"]),
        ("*.device", ["network.device", "pci.device", "usb.device"]),
        ("*.sriov*vfs", ["network.device", "pci.device"]),
        ("node.*c*y", ["node.capacity", "node.allocatable"]),
    ],
)
def test_a_star_stands_for_any_characters(pattern: str, domains: list[str]) -> None:
    assert list(found(pattern)) == domains


def test_many_stars_take_no_time() -> None:
    assert call("*a" * 5000)[0] == 1


def test_flags_are_found_too() -> None:
    code, out, _ = call("avx512f")
    assert code == 0
    assert "\n  AVX512F AVX512FP16\n" in out
    assert 'cpu.cpuid has "AVX512F"' in out


def test_where_no_path_matches_descriptions_are_searched() -> None:
    assert found("hyper-threading") == {"cpu.topology": ["hardware_multithreading"]}
    assert list(found("secure execution")) == ["cpu.security"]


def test_a_path_into_an_open_domain_is_found() -> None:
    code, out, _ = call('node.label["nvidia.com/gpu.product"]')
    assert code == 0
    assert '  node.label["nvidia.com/gpu.product"]  string\n' in out
    assert found("kernel.config.PREEMPT") == {"kernel.config": ["PREEMPT"]}
    assert 'kernel.loadedmodule has "ib_uverbs"' in call("kernel.loadedmodule.ib_uverbs")[1]


def test_a_likely_slip_in_an_open_domain_is_pointed_out() -> None:
    assert "did you mean `VERSION_ID`?" in call("system.osrelease.VERSIONID")[1]


def test_how_instances_are_asked_for() -> None:
    assert "`any pci.device { class == … }`" in call("pci.device")[1]
    assert '`any pci.device as d { d["iommu_group/type"] == … }`' in call("iommu_group")[1]


def test_nothing_found_is_1_and_proposes_what_is_near() -> None:
    code, out, err = call("kernel.verison")
    assert (code, out) == (1, "")
    assert err == "nothing in the catalog matches `kernel.verison`\n  help: did you mean `kernel.version`?\n"
    assert "did you mean `AVX512F`" in call("cpu.cpuid.AVX512G")[2]


def test_nothing_found_and_nothing_near() -> None:
    assert call("zzzzzzzz") == (1, "", "nothing in the catalog matches `zzzzzzzz`\n")


def test_nothing_found_as_json_is_an_empty_document() -> None:
    code, out, err = call("zzzzzzzz", "--format", "json")
    assert code == 1
    assert json.loads(out) == {"schema": "compatlang.catalog/1", "domains": []}
    assert err


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        call("--format", "xml")
    assert raised.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_a_pipe_gets_whole_lines_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    assert call("kernel.version")[1] == GOLDEN
    assert "\x1b" not in call("*")[1]
    assert "…" not in call()[1]


def test_a_terminal_gets_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setenv("NO_COLOR", "1")
    for words in [[], ["*"]]:
        lines = call(*words, out=Terminal())[1].splitlines()
        assert max(map(len, lines)) <= 70
    overview = call(out=Terminal())[1]
    assert "…\n" in overview
    assert len(overview.splitlines()) <= 60


def test_a_terminal_gets_bold_headings_unless_asked_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert call("kernel.version", out=Terminal())[1].startswith("\x1b[1mkernel.version\x1b[0m  attributes")
    monkeypatch.setenv("NO_COLOR", "1")
    assert call("kernel.version", out=Terminal())[1].startswith("kernel.version  attributes")


def test_the_summary_is_one_line() -> None:
    assert catalog.SUMMARY
    assert "\n" not in catalog.SUMMARY
