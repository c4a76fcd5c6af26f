"""Random file systems of an x86-64 machine, for a comparison with NFD.

Unlike the damaged ones of `test_damage` they have every folder without which NFD gives up, and nothing on which it crashes.
"""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

from tests.integration.host.trees import BASE, Content, make

CPU = "sys/devices/system/cpu"
FEATURES = "etc/kubernetes/node-feature-discovery/features.d"

SMALL = "etc/small"
"""A file that links lead to."""

JUNK: tuple[bytes, ...] = (
    *(
        b"",
        b"\n",
        b"0\n",
        b"1\n",
        b"17\n",
        b"-1\n",
        b" 3 \n",
        b"+5",
        b"y",
        b"Y\n",
        b"N\n",
        b"none\n",
        b"a b c\n",
        b"a=b\n",
    ),
    *(
        b"\xff\xfe\n",
        b"\x85\n",
        b"\xe2\x82\n",
        b"\x1c7\x1c\n",
        b"0x8086\n",
        b"0x030000\n",
        b"9" * 20,
        b"x" * 70,
        b"1,2\n",
    ),
    *(text.encode() for text in ("café\n", "\xa09\xa0\n", "\u2028<&>\n")),
)

RELEASES = (
    *(b"6.8.0-45-generic\n", b"5.14.0-503.11.1.el9_5.x86_64\n", b"6.8\n", b"6\n", b"4.18.0\n", b"\n", b"v6.1\n"),
    *(b"6.0.10-100+123.x86_64~\n", b"6.1.0.4\n", b"\xff6.1\n", "6.1-éé\n".encode(), b"../../etc\n"),
)

OPTIONS = (
    b'# x\nCONFIG_A=y\n# CONFIG_C is not set\nCONFIG_S="a b"\nCONFIG_E=""\nCONFIG_X="q""\nFOO=1\nCONFIG_N\nCONFIG_=3\n'
    b"CONFIG_EQ=a=b\r\n CONFIG_SP=y\nCONFIG_U=\xff\xfe\n"
)

CONFIGS = (
    *("usr/src/linux-{}/.config", "usr/src/linux/.config", "usr/lib/modules/{}/config", "lib/modules/{}/build/.config"),
    "boot/config-{}",
)

OS_RELEASES = (
    b'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="22.04"\n',
    b"ID='rhel'\r\nVERSION_ID=9.4.1\n#x\nA=\nB=\"x\n  C=1\nD E=1\nVARIANT=\"it's\"\n",
    b'VERSION_ID="9"\nX=\xff\nY=a=b\n\xc3\xa9=1\n9A=2\n',
    b"VERSION_ID=1.2-3\nVERSION_ID=5.\nZ=\xc2\xa0 \n",
    b"A=b\rc\nQ=\r\nVERSION_ID=1.2.\xff\n",
    *(b"A=1\nB=" + b"x" * (65_533 + more) + end for more in (0, 1) for end in (b"", b"\nC=1\n", b"\r\nC=1\n")),
)

LOCAL_LINES = (
    *(
        b"a",
        b"a=1",
        b"b=",
        b"=c",
        b"vendor.io/x=y=z",
        b"# comment",
        b"  spaced = v  ",
        b"\xff=\xfe",
        b"\xc2\xa0n\xc2\xa0",
    ),
    *(b"# +no-label", b"# +no-feature", b"#+no-label", b"# +no-label=x", b"# +foo", b"# +expiry-time", b"d", b"a\r"),
    *(
        b"# +expiry-time=" + time
        for time in (
            *(
                b"2080-07-28T11:22:33Z",
                b"2012-07-28T11:22:33Z",
                b" 2080-07-28T1:22:33.5+02:00 ",
                b"2080-13-28T11:22:33Z",
            ),
            *(
                b"2080-07-28T24:22:33Z",
                b"0000-01-01T00:00:00Z",
                b"2080-07-28T11:22:33,5Z",
                b"9999-12-31T23:59:59-23:59",
            ),
            *(b"2080-07-28T11:22:60Z", b"2080-02-30T11:22:33Z", b"2080-07-28T11:22:33+24:60", b"2080-07-28T11:22:33"),
        )
    ),
)


class Builder:
    """Collects the files of one tree."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, Content] = {SMALL: b"5\n"}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def file(self, path: str, *choices: bytes, often: float = 0.8) -> None:
        """Perhaps a file with one of some contents, or with junk; a link where a file should be now and then."""
        if not self.chance(often):
            return
        content: Content = self.random.choice(choices if choices and self.chance(0.85) else JUNK)
        if self.chance(0.03):
            content = self.random.choice([Path("/nowhere"), Path("self"), Path("../x"), Path(f"/{SMALL}")])
        self.files.setdefault(path, content)

    def kernel(self) -> None:
        release = self.random.choice(RELEASES)
        self.files["proc/sys/kernel/osrelease"] = release
        name = os.fsdecode(release.strip())
        whole = gzip.compress(OPTIONS)
        if self.chance(0.5):
            self.files["proc/config.gz"] = self.random.choice([whole, whole + whole, whole[:-9], b"junk", b""])
        for index, place in enumerate(CONFIGS):
            if self.chance(0.3):
                self.files[place.replace("{}", name)] = OPTIONS + b"CONFIG_PLACE=%d\n" % index
        self.files["proc/modules"] = (
            b"nvidia 123 1 - Live 0x0\next4 1 0\n\nvfio-pci 3\n\xe9\xff 1\nb\x1cc 1\nlast\xc2\xa0x"
        )
        if self.chance(0.8):
            builtin = b"kernel/a/b.ko\n kernel/c-d.ko \nfoo.ko.xz\n.ko\nx/.ko\ny.ko\xff\nkernel/z.ko"
            self.files[f"lib/modules/{name}/modules.builtin"] = builtin
        if self.chance(0.5):
            self.files["sys/fs/selinux/enforce"] = self.random.choice([b"1", b"0", b"x"])
        if self.chance(0.5):
            self.files["sys/devices/virtual/misc/kvm/dev"] = b"10:232\n"

    def memory(self) -> None:
        for index in range(self.random.randrange(3)):
            self.files[f"sys/bus/node/devices/node{index}"] = None
        self.file("proc/swaps", b"Filename\n", b"Filename\n/dev/x 1\n", b"\n\n \nA\n\xc2\x85\n")
        for index in range(self.random.randrange(3)):
            self.file(f"sys/bus/nd/devices/n{index}/devtype", b"nd_dax\n")
            self.file(f"sys/bus/nd/devices/n{index}/mode", b"raw\n")
        for size in ("2048kB", "1048576kB", "64kB", "0kB", "3072kB", "16777216kB", "12k", "x", "kB", "2049"):
            if self.chance(0.4):
                count = self.random.choice([b"0\n", b"4\n", b"512\n"])
                self.files[f"sys/kernel/mm/hugepages/hugepages-{size}/nr_hugepages"] = count

    def devices(self) -> None:
        for name in ("eth0", "lo", "ib0", "\udcff", "veth=1", "Z", "a.b"):
            if self.chance(0.6):
                folder = f"sys/class/net/{name}"
                self.files[folder] = None
                for attribute, value in (("operstate", b"up\n"), ("speed", b"1000\n"), ("mtu", b"1500\n")):
                    self.file(f"{folder}/{attribute}", value)
                if self.chance(0.5):
                    self.files[f"{folder}/device"] = None
                    self.file(f"{folder}/device/sriov_numvfs", b"8\n", often=0.5)
        self.file("sys/class/net/bonding_masters", b"bond0\n", often=0.3)
        for name in ("sda", "nvme0n1", "loop0"):
            self.files[f"sys/block/{name}"] = None
            for attribute in ("dax", "rotational", "nr_zones", "zoned"):
                self.file(f"sys/block/{name}/queue/{attribute}", b"0\n")

    def buses(self) -> None:
        for index in range(self.random.randrange(5)):
            folder = f"sys/bus/pci/devices/0000:{index:02x}:00.0"
            if self.chance(0.3):
                real = f"devices/pci0000:00/0000:{index:02x}:00.0"
                self.files[folder] = Path(self.random.choice([f"../../../{real}", f"/sys/{real}"]))
                folder = f"sys/{real}"
            for name in ("class", "vendor", "device", "subsystem_vendor", "subsystem_device"):
                self.file(
                    f"{folder}/{name}", b"0x030200\n", b"0x10de\n", b"0x0x12\n", b" 0x12\n", b"0x0302\xff", often=0.97
                )
            for name in ("sriov_totalvfs", "iommu_group/type", "iommu/intel-iommu/version"):
                self.file(f"{folder}/{name}", b"16\n", b"DMA\n", b"1:0\n", often=0.4)
        for name in ("1-1", "usb1", "1-1:1.0", "2-3"):
            folder = f"sys/bus/usb/devices/{name}"
            self.file(f"{folder}/bDeviceClass", b"00\n", b"09\n", b"00\n")
            for file in ("idVendor", "idProduct", "serial"):
                self.file(f"{folder}/{file}", b"1d6b\n")
            for index in range(self.random.randrange(4)):
                self.file(f"{folder}/{name}:1.{index}/bInterfaceClass", b"03\n", b"08\n")

    def processor(self) -> None:
        for index in range(self.random.randrange(1, 4)):
            self.files[f"sys/bus/cpu/devices/cpu{index}"] = Path(f"../../../devices/system/cpu/cpu{index}")
            folder = f"{CPU}/cpu{index}"
            self.file(f"{folder}/topology/thread_siblings_list", b"0\n", b"0,2\n", b"0-1\n", often=0.97)
            self.file(f"{folder}/topology/physical_package_id", b"0\n", b"1\n", often=0.97)
            self.file(f"{folder}/cpufreq/base_frequency", b"2400000\n", often=0.4)
            policy = f"{CPU}/cpufreq/policy{index}"
            self.file(f"{policy}/affected_cpus", b"0\n", b"\n")
            self.file(f"{policy}/scaling_governor", b"performance\n", b"performance\n", b"powersave\n")
        self.file(f"{CPU}/cpuidle/current_driver", b"intel_idle\n", b"acpi_idle\n")
        self.file("sys/module/intel_idle/parameters/max_cstate", b"9\n", b"0\n")
        self.file(f"{CPU}/intel_pstate/status", b"active\n", b"active\n", b"passive\n", b"off\n")
        if self.chance(0.8):
            self.files[f"{CPU}/intel_pstate/no_turbo"] = self.random.choice([b"0\n", b"1\n", b"x"])
        for name in ("sev", "sev_es", "sev_snp"):
            self.file(f"sys/module/kvm_amd/parameters/{name}", b"Y\n", b"1\n", b"N\n", often=0.6)
        self.file("sys/module/kvm_intel/parameters/tdx", b"Y\n", b"N\n", b"Y", often=0.5)
        capacities = (
            b"tdx 15\nsev 100\nsev_es 50\n",
            b"sev_es 50\nsev 1\n",
            b"sev max\n",
            b"sev  3\n",
            b"sev -4\nsev_es +7\r\n",
        )
        for place in ("misc.capacity", "misc/misc.capacity"):
            if self.chance(0.4):
                self.files[f"sys/fs/cgroup/{place}"] = self.random.choice(capacities)

    def system(self) -> None:
        self.files["etc/os-release"] = self.random.choice(OS_RELEASES)
        for name in ("bios_date", "board_name", "chassis_type", "product_name", "sys_vendor"):
            self.file(f"sys/devices/virtual/dmi/id/{name}", b"Dell Inc.\n", often=0.6)
        for name in ("a", "b.conf", ".hidden", "c~", "Z"):
            if self.chance(0.6):
                lines = [self.random.choice(LOCAL_LINES) for _ in range(self.random.randrange(12))]
                self.files[f"{FEATURES}/{name}"] = b"\n".join(lines)
        if self.chance(0.2):
            self.files[f"{FEATURES}/big"] = b"x=1\n" + b"#" * (65_532 + self.random.randrange(2))


def build(root: Path, seed: int) -> None:
    """Writes the tree of a seed."""
    builder = Builder(seed)
    builder.kernel()
    builder.memory()
    builder.devices()
    builder.buses()
    builder.processor()
    builder.system()
    make(root, builder.files, {name: content for name, content in BASE.items() if name not in builder.files})
