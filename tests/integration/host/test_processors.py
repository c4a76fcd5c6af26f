"""The `cpu` features of made trees, with and without words of the processor."""

from pathlib import Path

import pytest

from compatlang.integrations.host import Hardware, Root, discover
from compatlang.integrations.host.architecture import architecture_of
from compatlang.integrations.host.hwcap import TABLES
from tests.integration.host.trees import BASE, Content, found, make, problems

CPU = "sys/devices/system/cpu"
DEVICE = "sys/bus/cpu/devices"

X86_CPUINFO = """\
processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 143
flags\t\t: fpu sep cx8 cmov mmx fxsr sse sse2 ht syscall pni cqm cqm_llc cqm_occup_llc rdt_a cat_l3 ibrs ssbd avx avx2

processor\t: 1
flags\t\t: nothing
"""

ARM_CPUINFO = """\
processor\t: 0
BogoMIPS\t: 50.00
Features\t: fp asimd aes cpuid sve2 newer
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: 0xd0c
CPU revision\t: 1
"""

ARM_WORDS = "auxval 16 = 0x807\nauxval 26 = 0x2\n"


def test_without_cpuid_flags_come_from_the_kernel_and_are_partial(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/cpuinfo": X86_CPUINFO})
    assert set(host.flags["cpu.cpuid"]) == {
        *(
            "AVX",
            "AVX2",
            "CMOV",
            "CMPXCHG8",
            "FXSR",
            "FXSROPT",
            "MMX",
            "OSXSAVE",
            "SPEC_CTRL_SSBD",
            "SSE",
            "SSE2",
            "SSE3",
        ),
        *("SYSCALL", "SYSEE", "X86_64_V1", "X87", "XSAVE"),
    }
    assert host.attributes["cpu.model"] == {"family": "6", "hypervisor": "none", "id": "143", "vendor_id": "Intel"}
    assert host.attributes["cpu.rdt"] == {"RDTCMT": "true", "RDTMON": "true", "RDTL3CA": "true"}
    assert host.partial == {"cpu.cpuid", "cpu.rdt", "cpu.security", "cpu.sst", "cpu.topology"}
    assert host.snapshot().sections["cpu.cpuid"].partial


def test_which_hypervisor_it_is_only_cpuid_tells(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/cpuinfo": X86_CPUINFO.replace(" pni", " pni hypervisor")})
    assert "hypervisor" not in host.attributes["cpu.model"]
    assert "cpu.model" in host.partial


def test_threads_settle_hyper_threading(tmp_path: Path) -> None:
    topology = f"{DEVICE}/cpu0/topology"
    files = {f"{topology}/thread_siblings_list": "0,2\n", f"{topology}/physical_package_id": "0\n"}
    host = found(tmp_path, {"proc/cpuinfo": X86_CPUINFO, **files})
    assert "HTT" in host.flags["cpu.cpuid"]
    assert host.attributes["cpu.topology"] == {"hardware_multithreading": "true", "socket_count": "1"}


@pytest.mark.parametrize("text", ["", "processor: 0\n", "\xff\0\n"])
def test_a_processor_of_which_nothing_is_known_is_unreported(tmp_path: Path, text: str) -> None:
    host = found(tmp_path, {"proc/cpuinfo": text})
    assert not {"cpu.cpuid", "cpu.model", "cpu.rdt"} & {*host.flags, *host.attributes}
    assert problems(host, "cpu.cpuid") == ["shows no flags of an x86 processor"]


def test_an_offline_processor_empties_the_topology(tmp_path: Path) -> None:
    topology = f"{DEVICE}/cpu0/topology"
    files = {f"{topology}/thread_siblings_list": "0\n", f"{topology}/physical_package_id": "0\n"}
    host = found(tmp_path, {**files, f"{DEVICE}/cpu1": None})
    assert host.attributes["cpu.topology"] == {}
    assert "cpu.topology" in host.partial


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({"current_driver": "acpi_idle\n"}, {}),
        ({"current_driver": "intel_idle\n", "max": "9\n"}, {"enabled": "true"}),
        ({"current_driver": "intel_idle\n", "max": "0\n"}, {"enabled": "false"}),
        ({"current_driver": "intel_idle\n", "max": "many\n"}, None),
        ({"current_driver": "intel_idle\n"}, None),
    ],
)
def test_idle_states(tmp_path: Path, files: dict[str, str], expected: dict[str, str] | None) -> None:
    places = {"current_driver": f"{CPU}/cpuidle/current_driver", "max": "sys/module/intel_idle/parameters/max_cstate"}
    host = found(tmp_path, {places[name]: text for name, text in files.items()})
    assert host.attributes.get("cpu.cstate") == expected


@pytest.mark.parametrize(
    ("status", "governors", "expected"),
    [
        ("off", ["powersave"], {}),
        ("passive", ["powersave"], {"status": "passive", "turbo": "true"}),
        ("active", ["powersave"], {"status": "active", "turbo": "true", "scaling_governor": "powersave"}),
        ("active", ["powersave", "performance"], {"status": "active", "turbo": "true"}),
        ("active", [], {"status": "active", "turbo": "true"}),
    ],
)
def test_frequency_scaling(tmp_path: Path, status: str, governors: list[str], expected: dict[str, str]) -> None:
    files = {f"{CPU}/intel_pstate/status": f"{status}\n", f"{CPU}/intel_pstate/no_turbo": "0\n"}
    for index, governor in enumerate(governors):
        policy = f"{CPU}/cpufreq/policy{index}"
        files |= {f"{policy}/affected_cpus": f"{index}\n", f"{policy}/scaling_governor": f"{governor}\n"}
    assert found(tmp_path, {**files, f"{CPU}/cpufreq": None}).attributes["cpu.pstate"] == expected


def test_a_policy_that_no_processor_follows_does_not_count(tmp_path: Path) -> None:
    files = {f"{CPU}/intel_pstate/status": "active\n"}
    for index, (affected, governor) in enumerate((("\n", "performance\n"), ("0\n", "powersave\n"))):
        policy = f"{CPU}/cpufreq/policy{index}"
        files |= {f"{policy}/affected_cpus": affected, f"{policy}/scaling_governor": governor}
    host = found(tmp_path, files)
    assert host.attributes["cpu.pstate"] == {"status": "active", "scaling_governor": "powersave"}


def words_of(leaves: dict[tuple[int, int], str]) -> str:
    """A recording of an Intel processor that answers 0 to all else that is asked."""
    asked = {(leaf, 0): "0 0 0 0" for leaf in (0, 1, 7, 0x10, 0x16, 0x40000000, 0x80000000)}
    asked |= {(0xF, 0): "0 0 0 0", (0xF, 1): "0 0 0 0", (7, 1): "0 0 0 0", (7, 2): "0 0 0 0"}
    asked |= {(0, 0): "7 0x756e6547 0x6c65746e 0x49656e69", **leaves}
    return "".join(f"cpuid {leaf:#x} {subleaf:#x} = {answer}\n" for (leaf, subleaf), answer in asked.items()) + (
        "xgetbv 0x0 = 0x7\n"
    )


def test_speed_select_compares_with_the_nominal_frequency(tmp_path: Path) -> None:
    base = f"{DEVICE}/cpu0/cpufreq/base_frequency"
    for number, (frequency, nominal, expected, partial) in enumerate(
        [
            ("2800000\n", 2400, {"bf.enabled": "true"}, False),
            ("2400999\n", 2400, {}, False),
            ("2800000\n", 0, {}, True),
            ("fast\n", 2400, {}, True),
        ]
    ):
        words = words_of({(0x16, 0): f"{nominal} 0 0 0"})
        host = found(tmp_path / str(number), {base: frequency, "hardware-words.txt": words})
        assert (host.attributes["cpu.sst"], "cpu.sst" in host.partial) == (expected, partial)


def test_resource_director_technology(tmp_path: Path) -> None:
    leaves = {(7, 0): "0 0x9000 0 0", (0xF, 0): "0 0 0 2", (0xF, 1): "0 0 0 7", (0x10, 0): "0 0xe 0 0"}
    files = {"hardware-words.txt": words_of(leaves), "sys/fs/resctrl/info/L3/num_closids": "16\n"}
    host = found(tmp_path, files)
    assert host.attributes["cpu.rdt"] == {
        **dict.fromkeys(("RDTMON", "RDTCMT", "RDTMBM", "RDTL3CA", "RDTL2CA", "RDTMBA"), "true"),
        "RDTL3CA_NUM_CLOSID": "15",
    }
    assert "cpu.rdt" not in host.partial


@pytest.mark.parametrize("leaves", [{(0xF, 0): "0 0 0 2"}, {(7, 0): "0 0x1000 0 0", (0xF, 1): "0 0 0 7"}])
def test_what_is_monitored_takes_two_words(tmp_path: Path, leaves: dict[tuple[int, int], str]) -> None:
    assert found(tmp_path, {"hardware-words.txt": words_of(leaves)}).attributes["cpu.rdt"] == {}


def test_the_file_system_of_rdt_may_be_mounted_elsewhere(tmp_path: Path) -> None:
    mounts = "1 0 0:5 / / rw - ext4 /dev/root rw\n30 1 0:21 / /mnt/rdt rw,nosuid shared:3 - resctrl resctrl rw\n"
    files: dict[str, Content] = {
        "hardware-words.txt": words_of({(7, 0): "0 0x8000 0 0", (0x10, 0): "0 2 0 0"}),
        "sys/fs/resctrl": None,
        "proc/self/mountinfo": mounts,
        "mnt/rdt/info/L3/num_closids": "8\n",
    }
    assert found(tmp_path, files).attributes["cpu.rdt"] == {"RDTL3CA": "true", "RDTL3CA_NUM_CLOSID": "7"}


def test_trusted_execution(tmp_path: Path) -> None:
    parameters = "sys/module/kvm_amd/parameters"
    host = found(
        tmp_path,
        {
            "hardware-words.txt": words_of({}),
            "sys/module/kvm_intel/parameters/tdx": "Y\n",
            f"{parameters}/sev": "Y\n",
            f"{parameters}/sev_es": "1\n",
            f"{parameters}/sev_snp": "N\n",
            "sys/fs/cgroup/misc.capacity": "tdx 31\nsev_es 99\nsev 410\n",
        },
    )
    # NFD takes the first line that begins with `sev`, which here is that of SEV-ES.
    assert host.attributes["cpu.security"] == {
        "tdx.enabled": "true",
        "tdx.total_keys": "31",
        "sev.enabled": "true",
        "sev.asids": "99",
        "sev.es.enabled": "true",
        "sev.encrypted_state_ids": "99",
    }
    assert "cpu.security" not in host.partial


@pytest.mark.parametrize("capacity", ["sev max\n", "sev -4\n", "sev\n", "sev  3\n", "tdx 5\n", ""])
def test_a_capacity_that_is_no_number_is_not_reported(tmp_path: Path, capacity: str) -> None:
    files: dict[str, Content] = {
        "hardware-words.txt": words_of({}),
        "sys/module/kvm_amd/parameters/sev": "1\n",
        "sys/fs/cgroup/misc.capacity": capacity,
        "sys/fs/cgroup/misc/misc.capacity": "sev 7\n",
    }
    assert found(tmp_path, files).attributes["cpu.security"] == {"sev.enabled": "true"}


def test_without_modules_there_is_no_trusted_execution_and_without_sysfs_no_telling(tmp_path: Path) -> None:
    assert "cpu.security" not in found(tmp_path / "1", {"hardware-words.txt": words_of({})}).partial
    bare = make(tmp_path / "2", {"hardware-words.txt": words_of({})}, {})
    assert "cpu.security" in discover(bare, machine="x86_64").partial


def test_a_governor_that_cannot_be_read_is_unknown_one_that_is_not_there_is_none(tmp_path: Path) -> None:
    policy = f"{CPU}/cpufreq/policy0"
    files: dict[str, Content] = {f"{CPU}/intel_pstate/status": "active\n", f"{policy}/affected_cpus": "0\n"}
    host = found(tmp_path / "1", files)
    assert host.attributes["cpu.pstate"] == {"status": "active"}
    assert "cpu.pstate" not in host.partial
    assert "cpu.pstate" in found(tmp_path / "2", {**files, f"{policy}/scaling_governor": None}).partial


def test_without_cpuid_the_kernel_tells_the_size_of_the_enclave_page_cache(tmp_path: Path) -> None:
    node = "sys/devices/system/node"
    files = {f"{node}/node{index}/x86/sgx_total_bytes": "4096\n" for index in range(2)}
    host = found(tmp_path, {"proc/cpuinfo": X86_CPUINFO, **files, f"{node}/has_cpu": "0\n"})
    assert host.attributes["cpu.security"] == {"sgx.enabled": "true", "sgx.epc": "8192"}
    assert "cpu.security" in host.partial


def test_a_recording_with_gaps_is_no_recording(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/cpuinfo": X86_CPUINFO, "hardware-words.txt": "cpuid 0x0 0x0 = 7 0 0 0\nnonsense\n"})
    assert "AVX2" in host.flags["cpu.cpuid"]
    assert "cpu.cpuid" in host.partial


def test_an_arm64_machine_by_its_recorded_words(tmp_path: Path) -> None:
    host = found(tmp_path, {"hardware-words.txt": ARM_WORDS, "proc/cpuinfo": ARM_CPUINFO}, machine="aarch64")
    assert host.flags["cpu.cpuid"] == ("ASIMD", "CPUID", "EVTSTRM", "FP", "SVE2")
    # Variant 3 and architecture 15, part 0xd0c and revision 1.
    assert host.attributes["cpu.model"] == {"family": "63", "hypervisor": "none", "id": "53441", "vendor_id": "ARM"}
    assert "cpu.cpuid" not in host.attributes
    assert not host.partial & {"cpu.cpuid", "cpu.model"}
    for name in ("cpu.cstate", "cpu.pstate", "cpu.rdt", "cpu.security", "cpu.sst", "cpu.coprocessor"):
        assert host.attributes[name] == {}


def test_an_arm64_machine_by_its_auxiliary_vector(tmp_path: Path) -> None:
    pairs = [(6, 4096), (16, 0x807), (26, 1 << 33), (0, 0)]
    vector = b"".join(word.to_bytes(8, "little") for pair in pairs for word in pair)
    host = found(tmp_path, {"proc/self/auxv": vector, "proc/cpuinfo": ARM_CPUINFO}, machine="aarch64")
    assert host.flags["cpu.cpuid"] == ("ASIMD", "CPUID", "EVTSTRM", "FP", "SVEEBF16")


def test_an_arm64_machine_by_what_the_kernel_shows(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/cpuinfo": ARM_CPUINFO}, machine="aarch64")
    assert host.flags["cpu.cpuid"] == ("AES", "ASIMD", "CPUID", "FP", "SVE2")
    assert "cpu.cpuid" not in host.partial


def test_every_bit_of_both_words_has_its_name(tmp_path: Path) -> None:
    words = "auxval 16 = 0xffffffffffffffff\nauxval 26 = 0xffffffffffffffff\n"
    host = found(tmp_path, {"hardware-words.txt": words, "proc/cpuinfo": ARM_CPUINFO}, machine="aarch64")
    assert set(host.flags["cpu.cpuid"]) == {name for names in TABLES["arm64"] for name in names}
    assert len(host.flags["cpu.cpuid"]) == 32 + 34


@pytest.mark.parametrize(
    ("midr", "expected"),
    [
        ("0x00000000410fd4f0", ("ARM", "15", "54512")),
        ("0x00000000c00fac30", ("Ampere", "15", "44080")),
        ("0x00000000481fd010", ("VendorUnknown", "31", "53264")),
        ("0x0000000041afd010", ("ARM", "175", "53264")),
    ],
)
def test_the_main_id_register(tmp_path: Path, midr: str, expected: tuple[str, str, str]) -> None:
    register = f"{CPU}/cpu0/regs/identification/midr_el1"
    files = {"hardware-words.txt": ARM_WORDS, "proc/cpuinfo": ARM_CPUINFO, register: f"{midr}\n"}
    model = found(tmp_path, files, machine="aarch64").attributes["cpu.model"]
    assert (model["vendor_id"], model["family"], model["id"]) == expected


def test_where_the_register_cannot_be_read_nfd_knows_no_vendor(tmp_path: Path) -> None:
    files = {"hardware-words.txt": ARM_WORDS.replace("0x807", "0x7"), "proc/cpuinfo": ARM_CPUINFO}
    model = found(tmp_path, files, machine="aarch64").attributes["cpu.model"]
    assert model == {"family": "0", "hypervisor": "none", "id": "0", "vendor_id": "VendorUnknown"}


@pytest.mark.parametrize(("old", "new"), [("0x41", "ARM"), ("CPU part", "CPU party"), ("0xd0c", "")])
def test_an_arm64_processor_that_cannot_be_told_is_unreported(tmp_path: Path, old: str, new: str) -> None:
    host = found(tmp_path, {"proc/cpuinfo": ARM_CPUINFO.replace(old, new)}, machine="aarch64")
    assert "cpu.model" not in host.attributes
    assert problems(host, "cpu.model") == ["does not say which processor it is"]


def test_a_power_machine(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "hardware-words.txt": "auxval 16 = 0x40000000\nauxval 26 = 0x80000\n",
        "sys/devices/vio/ibm,compression-v1/nx_gzip_caps": None,
    }
    host = found(tmp_path, files, machine="ppc64le")
    assert host.flags["cpu.cpuid"] == ("HTM-NO-SUSPEND", "PPC64")
    assert host.attributes["cpu.coprocessor"] == {"nx_gzip": "true"}
    assert discover(tmp_path, machine="x86_64").attributes["cpu.coprocessor"] == {}


def test_a_mainframe(tmp_path: Path) -> None:
    cpuinfo = (
        "vendor_id       : IBM/S390\nbogomips per cpu: 3033.00\n\nidentification  : 2733E8\nmachine         : 2964\n"
    )
    vector = b"".join(word.to_bytes(8, "big") for word in (16, 0x3, 0, 0))
    files: dict[str, Content] = {
        "proc/cpuinfo": cpuinfo,
        "proc/sysinfo": "VM00 Control Program: KVM/Linux\n",
        "proc/self/auxv": vector,
        "sys/firmware/uv/prot_virt_host": "1\n",
    }
    host = found(tmp_path, files, machine="s390x")
    assert host.flags["cpu.cpuid"] == ("ESAN3", "ZARCH")
    assert host.attributes["cpu.model"] == {
        "vendor_id": "IBM_S390",
        "family": "2733E8",
        "id": "2964",
        "hypervisor": "KVM_Linux",
    }
    assert host.attributes["cpu.security"] == {"se.enabled": "true"}


def test_a_mainframe_whose_hypervisor_cannot_be_told(tmp_path: Path) -> None:
    host = found(tmp_path, {"proc/cpuinfo": "machine : 3931\n"}, machine="s390x")
    assert host.attributes["cpu.model"] == {"vendor_id": "VendorUnknown", "family": "0", "id": "3931"}
    assert "cpu.model" in host.partial


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"proc/sys/kernel/arch": "aarch64\n"}, "arm64"),
        ({"proc/sys/kernel/arch": "x86_64\n", "proc/cpuinfo": ARM_CPUINFO}, "amd64"),
        ({"proc/cpuinfo": X86_CPUINFO}, "amd64"),
        ({"proc/cpuinfo": ARM_CPUINFO}, "arm64"),
        ({"proc/cpuinfo": "processor: 0\nFeatures: half thumb neon\nCPU implementer: 0x41\n"}, "arm"),
        ({"proc/cpuinfo": "processor: 0\ncpu: POWER9\nclock: 2.3GHz\n\ntimebase: 512000000\n"}, "ppc64le"),
        ({"proc/cpuinfo": "vendor_id: IBM/S390\nbogomips per cpu: 3033.00\n"}, "s390x"),
        ({}, ""),
    ],
)
def test_a_tree_tells_its_architecture(tmp_path: Path, files: dict[str, Content], expected: str) -> None:
    assert architecture_of(Root(make(tmp_path, files)), "") == expected


def test_an_architecture_that_is_not_known(tmp_path: Path) -> None:
    host = discover(make(tmp_path, {}, BASE), machine="riscv64", hardware=Hardware())
    assert "cpu.cpuid" not in host.flags
    assert "cpu.model" not in host.attributes
