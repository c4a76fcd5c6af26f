"""A host as documents, and what reading them back gives."""

import json

import pytest

from compatlang.integrations.host import Host
from compatlang.integrations.host.documents import PARTIAL_ANNOTATION, exported, node_feature
from compatlang.snapshot import read
from compatlang.source import SourceFile

HOST = Host(
    "node-1",
    {"cpu.cpuid": ("AVX", "SSE"), "kernel.loadedmodule": ()},
    {
        "cpu.cpuid": {},
        "system.name": {"nodename": "node-1"},
        "local.label": {"a": "<&>\u2028\ufffdé"},
        "host.driver": {},
    },
    {"pci.device": ({"vendor": "10de"},), "usb.device": ()},
    frozenset({"cpu.cpuid", "cpu.rdt"}),
)


def test_an_export_reads_as_nfd_writes_it() -> None:
    assert exported(HOST) == (
        "{\n"
        '    "flags": {\n'
        '        "cpu.cpuid": {\n'
        '            "elements": {\n'
        '                "AVX": {},\n'
        '                "SSE": {}\n'
        "            }\n"
        "        },\n"
        '        "kernel.loadedmodule": {\n'
        '            "elements": {}\n'
        "        }\n"
        "    },\n"
        '    "attributes": {\n'
        '        "cpu.cpuid": {\n'
        '            "elements": {}\n'
        "        },\n"
        '        "system.name": {\n'
        '            "elements": {\n'
        '                "nodename": "node-1"\n'
        "            }\n"
        "        },\n"
        '        "local.label": {\n'
        '            "elements": {\n'
        '                "a": "\\u003c\\u0026\\u003e\\u2028\\ufffdé"\n'
        "            }\n"
        "        }\n"
        "    },\n"
        '    "instances": {\n'
        '        "pci.device": {\n'
        '            "elements": [\n'
        "                {\n"
        '                    "attributes": {\n'
        '                        "vendor": "10de"\n'
        "                    }\n"
        "                }\n"
        "            ]\n"
        "        },\n"
        '        "usb.device": {\n'
        '            "elements": []\n'
        "        }\n"
        "    }\n"
        "}\n"
    )


@pytest.mark.parametrize("form", ["NodeFeature", "export"])
def test_what_is_written_is_read_back(form: str) -> None:
    text = exported(HOST) if form == "export" else json.dumps(node_feature(HOST))
    reading = read([SourceFile("host.json", text)])
    assert reading.diagnostics == ()
    (snapshot,) = reading.snapshots
    assert snapshot.node == "node-1"
    expected = HOST.snapshot().sections
    for name, section in snapshot.sections.items():
        assert (section.flags, section.attributes, section.instances) == (
            expected[name].flags,
            expected[name].attributes,
            expected[name].instances,
        )
    beyond = {"host.driver"} if form == "export" else set()
    assert set(snapshot.sections) == set(expected) - beyond


def test_a_node_feature_names_what_is_partial() -> None:
    metadata = node_feature(HOST, "nfd")["metadata"]
    assert metadata["annotations"] == {PARTIAL_ANNOTATION: "cpu.cpuid cpu.rdt"}
    assert metadata["namespace"] == "nfd"


def test_a_snapshot_says_what_is_partial() -> None:
    sections = HOST.snapshot().sections
    assert sections["cpu.cpuid"].partial
    assert not sections["pci.device"].partial
