"""The sources that read files: what each makes of a small tree."""

import errno
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compatlang.integrations.host import discover, kconfig
from compatlang.integrations.host.kernel import version
from compatlang.integrations.host.memory import quantity
from compatlang.integrations.host.system import os_release
from compatlang.integrations.host.text import integer
from tests.integration.host.trees import Content, found, make, problems

RELEASE = "6.1.0-18-amd64"


@pytest.mark.parametrize(
    ("raw", "full", "numbers"),
    [
        ("6.2.3", "6.2.3", ("6", "2", "3")),
        ("6.0.0-beta", "6.0.0-beta", ("6", "0", "0")),
        ("6.8", "6.8", ("6", "8", "")),
        ("6", "6", ("6", "", "")),
        ("6.0.10-100+123.x86_64~", "6.0.10-100_123.x86_64", ("6", "0", "10")),
        ("5.14.0-503.11.1.el9_5.x86_64", "5.14.0-503.11.1.el9_5.x86_64", ("5", "14", "0")),
        ("6.1.0.4", "6.1.0.4", None),
        ("v6.1", "v6.1", None),
        ("\udcff6.1-é", "6.1", ("6", "1", "")),
        ("", "", None),
    ],
)
def test_release_of_the_kernel(raw: str, full: str, numbers: tuple[str, str, str] | None) -> None:
    named = {} if numbers is None else dict(zip(("major", "minor", "revision"), numbers, strict=True))
    assert version(raw) == {"full": full, **named}


OPTIONS = (
    b'# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C="a b"\nCONFIG_D=""\nCONFIG_E=x=y\nOTHER=y\n CONFIG_F=y\nCONFIG_G\n'
)
SET = {"B": "y", "C": "a b", "D": "", "E": "x=y"}


@pytest.mark.parametrize(
    "files",
    [
        {"proc/config.gz": gzip.compress(OPTIONS)},
        {"proc/config.gz": gzip.compress(OPTIONS[:20]) + gzip.compress(OPTIONS[20:])},
        {f"boot/config-{RELEASE}": OPTIONS},
        {"proc/config.gz": b"damaged", f"usr/src/linux-headers-{RELEASE}/.config": OPTIONS},
        {"proc/config.gz": gzip.compress(OPTIONS)[:-3], f"lib/modules/{RELEASE}/build/.config": OPTIONS},
        {"proc/config.gz": b"", "usr/src/linux/.config": OPTIONS, f"boot/config-{RELEASE}": b"CONFIG_Z=y\n"},
    ],
)
def test_build_options(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert found(tmp_path, dict(files)).attributes["kernel.config"] == SET


def test_without_build_options_the_domain_is_unreported(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/config.gz": b"\x1f\x8b damaged"})
    assert "kernel.config" not in host.attributes
    assert len(problems(host, "kernel.config")) == 1


def test_a_compressed_configuration_is_expanded_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kconfig, "_BYTES", 1000)
    assert "kernel.config" not in found(tmp_path, {"proc/config.gz": gzip.compress(b"#" * 1001)}).attributes


def test_modules(tmp_path: Path) -> None:
    host = found(
        tmp_path,
        {
            "proc/modules": "nvidia 123 1 - Live 0x0\n\next4 1 0 - Live 0x0\n \n",
            f"lib/modules/{RELEASE}/modules.builtin": "kernel/fs/btrfs/btrfs.ko\nkernel/a-b.ko \nkernel/c.ko.xz\n",
        },
    )
    assert host.flags["kernel.loadedmodule"] == ("ext4", "nvidia")
    assert host.flags["kernel.enabledmodule"] == ("a-b", "btrfs", "ext4", "nvidia")


def test_modules_that_are_loaded_may_be_all_that_is_known(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/modules": "ext4 1 0\n"})
    assert "kernel.loadedmodule" in host.flags
    assert "kernel.enabledmodule" not in host.flags


def test_built_in_modules_may_be_all_that_is_known(tmp_path: Path) -> None:
    files: dict[str, Content] = {"proc/modules": None, f"lib/modules/{RELEASE}/modules.builtin": "a.ko\n"}
    host = found(tmp_path, files)
    assert "kernel.loadedmodule" not in host.flags
    assert host.flags["kernel.enabledmodule"] == ("a",)
    assert "kernel.enabledmodule" in host.partial


@pytest.mark.parametrize(("state", "enabled"), [(None, "false"), ("0", "false"), ("1", "true")])
def test_selinux(tmp_path: Path, state: str | None, enabled: str) -> None:
    files = {} if state is None else {"sys/fs/selinux/enforce": state}
    assert found(tmp_path, dict(files)).attributes["kernel.selinux"] == {"enabled": enabled}


@pytest.mark.parametrize(("device", "enabled"), [({}, "false"), ({"sys/devices/virtual/misc/kvm": None}, "true")])
def test_kvm(tmp_path: Path, device: dict[str, None], enabled: str) -> None:
    assert found(tmp_path, {**device}).attributes["kernel.kvm"] == {"enabled": enabled}


@pytest.mark.parametrize(("nodes", "is_numa"), [(0, "false"), (1, "false"), (2, "true")])
def test_numa(tmp_path: Path, nodes: int, is_numa: str) -> None:
    files: dict[str, Content] = {f"sys/bus/node/devices/node{index}": None for index in range(nodes)}
    host = found(tmp_path, {"sys/bus/node/devices": None, **files})
    assert host.attributes["memory.numa"] == {"is_numa": is_numa, "node_count": str(nodes)}


@pytest.mark.parametrize(
    ("text", "enabled"), [("Filename\n", "false"), ("Filename\n\n/dev/sda 1\n", "true"), ("", "false")]
)
def test_swap(tmp_path: Path, text: str, enabled: str) -> None:
    assert found(tmp_path, {"proc/swaps": text}).attributes["memory.swap"] == {"enabled": enabled}


@pytest.mark.parametrize(
    ("kibibytes", "text"),
    [(0, "0"), (64, "64Ki"), (2048, "2Mi"), (3072, "3Mi"), (2049, "2049Ki"), (1 << 20, "1Gi"), (16 << 20, "16Gi")],
)
def test_quantities(kibibytes: int, text: str) -> None:
    assert quantity(kibibytes) == text


def test_huge_pages(tmp_path: Path) -> None:
    folder = "sys/kernel/mm/hugepages"
    files = {f"{folder}/hugepages-2048kB/nr_hugepages": "0\n", f"{folder}/hugepages-1048576kB/nr_hugepages": "4\n"}
    host = found(
        tmp_path, {**files, f"{folder}/a-nonsense/nr_hugepages": "4\n", f"{folder}/hugepages-4kB": "no folder"}
    )
    assert host.attributes["memory.hugepages"] == {"enabled": "true", "hugepages-1Gi": "4", "hugepages-2Mi": "0"}


def test_huge_pages_that_cannot_be_counted(tmp_path: Path) -> None:
    folder = "sys/kernel/mm/hugepages"
    host = found(tmp_path, {f"{folder}/hugepages-2048kB/nr_hugepages": "0\n", f"{folder}/hugepages-64kB": None})
    # NFD says `enabled: false` here, which is a guess.
    assert host.attributes["memory.hugepages"] == {"hugepages-2Mi": "0", "hugepages-64Ki": ""}
    assert "memory.hugepages" in host.partial


def test_a_kernel_without_huge_pages(tmp_path: Path) -> None:
    assert found(tmp_path, {}).attributes["memory.hugepages"] == {"enabled": "false"}


def test_nvdimms(tmp_path: Path) -> None:
    folder = "sys/bus/nd/devices"
    host = found(tmp_path, {f"{folder}/dax0.0/devtype": "nd_dax\n", f"{folder}/namespace0.0/mode": "raw\n"})
    assert host.instances["memory.nv"] == (
        {"name": "dax0.0", "devtype": "nd_dax"},
        {"name": "namespace0.0", "mode": "raw"},
    )
    assert found(tmp_path / "none", {}).instances["memory.nv"] == ()


def test_network_interfaces(tmp_path: Path) -> None:
    folder = "sys/class/net"
    host = found(
        tmp_path,
        {
            f"{folder}/bonding_masters": "bond0\n",
            f"{folder}/eth0": Path("../../devices/pci0/net/eth0"),
            "sys/devices/pci0/net/eth0/operstate": "up\n",
            "sys/devices/pci0/net/eth0/mtu": "9000\n",
            "sys/devices/pci0/net/eth0/device": Path("../.."),
            "sys/devices/pci0/sriov_totalvfs": "8\n",
            f"{folder}/lo/operstate": "unknown\n",
            f"{folder}/lo/speed": "-1\n",
        },
    )
    (device,) = host.instances["network.device"]
    assert device == {"name": "eth0", "operstate": "up", "mtu": "9000", "sriov_totalvfs": "8"}
    assert host.instances["network.virtual"] == ({"name": "lo", "operstate": "unknown", "speed": "-1"},)
    assert not {"network.device", "network.virtual"} & host.partial


GPU = {"class": "0x030200", "vendor": "0x10de", "device": "0x2330", "subsystem_vendor": "0x10de"}


def test_pci_devices(tmp_path: Path) -> None:
    folder = "sys/bus/pci/devices"
    gpu = {f"{folder}/0000:3b:00.0/{name}": f"{text}\n" for name, text in {**GPU, "subsystem_device": "0x16c1"}.items()}
    optional = {"sriov_totalvfs": "16", "iommu_group/type": "DMA", "iommu/intel-iommu/version": "1:0"}
    more = {f"{folder}/0000:3b:00.0/{name}": f"{text}\n" for name, text in optional.items()}
    bridge = {f"{folder}/0000:00:00.0/{name}": f"{text}\n" for name, text in GPU.items()}
    host = found(tmp_path, {**gpu, **more, **bridge})
    (device,) = host.instances["pci.device"]
    assert device == {
        "class": "0302",
        "vendor": "10de",
        "device": "2330",
        "subsystem_vendor": "10de",
        "subsystem_device": "16c1",
        **optional,
    }
    assert "pci.device" not in host.partial


def test_usb_devices(tmp_path: Path) -> None:
    folder = "sys/bus/usb/devices"
    hub = {"bDeviceClass": "09", "idVendor": "1d6b", "idProduct": "0002", "serial": "\n"}
    keyboard = {"bDeviceClass": "00", "idVendor": "046d", "idProduct": "c31c", "serial": "42"}
    files = {f"{folder}/usb1/{name}": text for name, text in hub.items()}
    files |= {f"{folder}/1-1/{name}": text for name, text in keyboard.items()}
    files |= {f"{folder}/1-1/1-1:1.{index}/bInterfaceClass": text for index, text in enumerate(("03\n", "08\n"))}
    host = found(tmp_path, {**files, f"{folder}/1-1:1.0/bInterfaceClass": "03\n"})
    assert host.instances["usb.device"] == (
        {"class": "03", "device": "c31c", "serial": "42", "vendor": "046d"},
        {"class": "08", "device": "c31c", "serial": "42", "vendor": "046d"},
        {"class": "09", "device": "0002", "vendor": "1d6b"},
    )
    assert found(tmp_path / "none", {}).instances["usb.device"] == ()


def test_block_devices(tmp_path: Path) -> None:
    queue = {"dax": "0", "rotational": "1", "nr_zones": "0", "zoned": "none", "scheduler": "none"}
    host = found(tmp_path, {f"sys/block/sda/queue/{name}": f"{text}\n" for name, text in queue.items()})
    assert host.instances["storage.block"] == (
        {"name": "sda", "dax": "0", "rotational": "1", "nr_zones": "0", "zoned": "none"},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('NAME="A B"\nID=x\n', {"NAME": "A B", "ID": "x"}),
        ("VERSION_ID='22.04'\r\n", {"VERSION_ID": "22.04", "VERSION_ID.major": "22", "VERSION_ID.minor": "04"}),
        ("VERSION_ID=9\n", {"VERSION_ID": "9", "VERSION_ID.major": "9"}),
        ("VERSION_ID=9.1.2-x\n", {"VERSION_ID": "9.1.2-x", "VERSION_ID.major": "9", "VERSION_ID.minor": "1"}),
        ("VERSION_ID=rolling\n", {"VERSION_ID": "rolling"}),
        ("A=\n#B=1\n C=1\nD-E=1\né=1\nF=x=y", {"F": "x=y"}),
        ("A=1\nB=" + "x" * 65_533 + "\nC=1\n", {"A": "1", "B": "x" * 65_533, "C": "1"}),
        ("A=1\nB=" + "x" * 65_534 + "\nC=1\n", {"A": "1"}),
    ],
)
def test_os_release(text: str, expected: dict[str, str]) -> None:
    assert os_release(text) == expected


def test_firmware(tmp_path: Path) -> None:
    folder = "sys/devices/virtual/dmi/id"
    host = found(tmp_path, {f"{folder}/sys_vendor": "Dell Inc.\n", f"{folder}/product_serial": "secret\n"})
    assert host.attributes["system.dmiid"] == {"sys_vendor": "Dell Inc."}
    assert "system.dmiid" not in found(tmp_path / "none", {}).attributes


def test_the_name_of_the_node(tmp_path: Path) -> None:
    assert found(tmp_path, {}).attributes["system.name"] == {"nodename": "node"}


DOMAINS_OF_SYSFS = (
    *(
        "kernel.kvm",
        "kernel.selinux",
        "memory.hugepages",
        "memory.numa",
        "memory.nv",
        "network.device",
        "network.virtual",
    ),
    *("pci.device", "storage.block", "system.dmiid", "usb.device", "host.driver"),
)


def test_without_sysfs_nothing_of_it_is_reported(tmp_path: Path) -> None:
    nothing = discover(tmp_path, machine="x86_64")
    assert not {*nothing.flags, *nothing.attributes, *nothing.instances} & {*DOMAINS_OF_SYSFS}
    assert {note.domain for note in nothing.notes} >= {*DOMAINS_OF_SYSFS} - {"system.dmiid"}


USB = "sys/bus/usb/devices/1-1"
DMI = "sys/devices/virtual/dmi/id"
LOCAL = "etc/kubernetes/node-feature-discovery/features.d"


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a path unreadable, for root as well."""

    def forbid(forbidden: str) -> None:
        def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
            def refuse(path: bytes, *arguments: Any) -> Any:
                if os.fsdecode(path).endswith(f"/{forbidden}"):
                    raise PermissionError(errno.EACCES, "Permission denied", path)
                return function(path, *arguments)

            return refuse

        for name in ("open", "scandir"):
            monkeypatch.setattr(os, name, refusing(getattr(os, name)))

    return forbid


@pytest.mark.parametrize(
    ("forbidden", "domain", "elements"),
    [
        ("sys/block/sda/queue/dax", "storage.block", ({"name": "sda", "zoned": "none"},)),
        ("sys/bus/pci/devices/0000:00:00.0/device", "pci.device", ()),
        (f"{USB}/serial", "usb.device", ({"device": "0002", "class": "09"},)),
        (USB, "usb.device", ()),
        (f"{DMI}/sys_vendor", "system.dmiid", {"product_name": "R750"}),
        ("sys/module/a/version", "host.driver", {"b": "2.0"}),
        ("sys/module/kvm_amd/parameters/sev", "cpu.security", {}),
        (f"{LOCAL}/a", "local.label", {"b": "true"}),
        (LOCAL, "local.feature", {}),
    ],
)
def test_of_what_may_not_be_read_nothing_is_certain(
    tmp_path: Path, forbid: Callable[[str], None], forbidden: str, domain: str, elements: object
) -> None:
    make(
        tmp_path,
        {
            **{f"sys/bus/pci/devices/0000:00:00.0/{name}": "0x1\n" for name in (*GPU, "subsystem_device")},
            "sys/block/sda/queue/dax": "0\n",
            "sys/block/sda/queue/zoned": "none\n",
            f"{USB}/bDeviceClass": "09\n",
            f"{USB}/idProduct": "0002\n",
            f"{USB}/serial": "1\n",
            f"{DMI}/sys_vendor": "Dell\n",
            f"{DMI}/product_name": "R750\n",
            "sys/module/a/version": "1.0\n",
            "sys/module/b/version": "2.0\n",
            "sys/module/kvm_amd/parameters/sev": "Y\n",
            f"{LOCAL}/a": "a\n",
            f"{LOCAL}/b": "b\n",
        },
    )
    forbid(forbidden)
    host = discover(tmp_path, machine="x86_64")
    assert (host.instances.get(domain) or host.attributes.get(domain) or type(elements)()) == elements
    assert domain in host.partial
    assert "permission denied" in problems(host, domain)


@pytest.mark.parametrize(
    ("forbidden", "domain"),
    [
        ("etc/os-release", "system.osrelease"),
        ("sys/bus/pci/devices", "pci.device"),
        ("sys/class/net", "network.virtual"),
        ("proc/swaps", "memory.swap"),
        ("proc/modules", "kernel.loadedmodule"),
    ],
)
def test_a_domain_that_may_not_be_read_is_unreported(
    tmp_path: Path, forbid: Callable[[str], None], forbidden: str, domain: str
) -> None:
    make(tmp_path, {})
    forbid(forbidden)
    host = discover(tmp_path, machine="x86_64")
    assert domain not in {*host.flags, *host.attributes, *host.instances}
    assert problems(host, domain) == ["permission denied"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("+05", 5),
        ("-9223372036854775808", -(1 << 63)),
        ("9223372036854775807", (1 << 63) - 1),
        *((text, None) for text in ("", "-", "1_0", " 1", "1.0", "0x1", "1e3", "٣", "9223372036854775808", "9" * 5000)),
    ],
)
def test_integers_are_those_of_go(text: str, number: int | None) -> None:
    assert integer(text) == number
