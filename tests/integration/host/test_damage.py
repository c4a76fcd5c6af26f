"""Damaged trees: discovery ends, raises nothing, and gives texts that a document can hold."""

import json
import os
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.host import discover
from compatlang.integrations.host.documents import exported, node_feature
from compatlang.schema.catalog import BASE
from tests.integration.host.trees import Content
from tests.strategies import examples

DEVICE = "sys/bus/pci/devices/0000:00:00.0"
RELEASE = "6.1"
PLACES = (
    *("proc/cpuinfo", "proc/modules", "proc/swaps", "proc/config.gz", "proc/sys/kernel/osrelease", "proc/self/auxv"),
    *(
        "proc/driver/nvidia/version",
        "proc/self/mountinfo",
        "proc/sysinfo",
        "proc/sys/kernel/arch",
        "hardware-words.txt",
    ),
    *("etc/os-release", "etc/ld.so.cache", "etc/kubernetes/node-feature-discovery/features.d/a", "boot/config-6.1"),
    *(f"{DEVICE}/{name}" for name in ("class", "vendor", "device", "subsystem_vendor", "subsystem_device")),
    *("sys/class/net/eth0/speed", "sys/class/net/eth0/device", "sys/block/sda/queue/dax", "sys/module/nvidia/version"),
    *("sys/bus/usb/devices/1-1/idProduct", "sys/bus/usb/devices/1-1/bDeviceClass", "sys/fs/selinux/enforce"),
    *("sys/bus/usb/devices/1-1/1-1:1.0/bInterfaceClass", "sys/bus/nd/devices/n/mode", "sys/fs/cgroup/misc.capacity"),
    *("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "sys/devices/virtual/dmi/id/sys_vendor"),
    *("sys/devices/system/cpu/intel_pstate/status", "sys/devices/system/cpu/intel_pstate/no_turbo"),
    *("sys/devices/system/cpu/cpufreq/p/affected_cpus", "sys/devices/system/cpu/cpufreq/p/scaling_governor"),
    *("sys/devices/system/cpu/cpuidle/current_driver", "sys/module/intel_idle/parameters/max_cstate"),
    *("sys/bus/cpu/devices/cpu0/topology/thread_siblings_list", "sys/bus/cpu/devices/cpu0/cpufreq/base_frequency"),
    *("sys/module/kvm_amd/parameters/sev", "sys/devices/system/cpu/cpu0/regs/identification/midr_el1"),
    *("sys/devices/system/node/node0/x86/sgx_total_bytes", "sys/fs/resctrl/info/L3/num_closids"),
    f"lib/modules/{RELEASE}/modules.builtin",
)
"""A file that each source reads, and more."""

STARTS = (
    *(b"0x1", b"9" * 30, b"-", b"=", b":", b"CONFIG_A=", b"Y\n", b"sev ", b"active", b"00", b"6.1\n", b"\x1f\x8b\x08"),
    *(b"processor: 0\nflags: avx ht\nvendor_id: GenuineIntel\ncpu family: 6\nmodel: ", b"CPU implementer: 0x41\n"),
    *(b"cpuid 0x0 0x0 = 0xff 0 0 0\n", b"auxval 16 = 0x", b"# +expiry-time=", b"VERSION_ID=", b"ld.so-1.7.0\0"),
    *(b"glibc-ld.so.cache1.1", b"NVRM version: ", b"intel_idle\n", b"1 0 0:1 / /x - resctrl "),
)
contents = st.one_of(
    st.none(),
    st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=60)),
    st.binary(max_size=100),
    st.sampled_from(["/", ".", "..", "self", "/etc/os-release", "../../../../../../..", "nowhere"]).map(Path),
)
names = st.binary(min_size=1, max_size=8).filter(lambda name: not {0, 47} & {*name} and name not in (b".", b".."))


@given(
    files=st.dictionaries(st.sampled_from(PLACES), contents, max_size=len(PLACES)),
    devices=st.lists(
        st.tuples(st.sampled_from(["sys/block", "sys/class/net", "sys/module", DEVICE]), names), max_size=5
    ),
    machine=st.sampled_from(["x86_64", "aarch64", "s390x", "ppc64le", "armv7l", "riscv64", ""]),
)
@examples(150)
def test_a_damaged_tree_raises_nothing(
    files: dict[str, Content], devices: list[tuple[str, bytes]], machine: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            write(Path(folder) / name, content)
        for parent, device in devices:
            write(Path(folder) / parent / os.fsdecode(device), None)
        host = discover(Path(folder), machine=machine or None, node_name="n")
    assert host.node == "n"
    domains = {*host.flags, *host.attributes, *host.instances}
    assert domains <= set(BASE.domains)
    assert host.partial <= domains
    assert json.loads(exported(host).encode("utf-8")).keys() == {"flags", "attributes", "instances"}
    json.dumps(node_feature(host), ensure_ascii=False).encode("utf-8")


def write(path: Path, content: Content) -> None:
    """Writes what can be written; a folder may stand where a file should, or the other way round."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif isinstance(content, Path):
            path.symlink_to(content)
        elif isinstance(content, bytes):
            path.write_bytes(content)
    except OSError:
        return


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    host = discover(tmp_path / "nowhere", machine="x86_64", node_name="n")
    assert host.instances == {}
    assert host.flags == {}
    assert {"cpu.security", "cpu.topology", "local.label"} <= host.partial


def test_a_root_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert discover(tmp_path / "file", machine="x86_64").flags == {}
