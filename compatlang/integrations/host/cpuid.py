"""What CPUID says, by the names that NFD uses.

The names, bits and conditions are those of klauspost/cpuid v2.4.0 (`cpuid.go`: `support`, `threadsPerCore`, `familyModel`,
`X64Level`; `detect_x86.go`), which NFD v0.19 reports as they are. The bits are documented in Intel's Software Developer's
Manual, volume 2, and AMD's Architecture Programmer's Manual, volume 3, appendix E. Its slips are kept, since
they are part of what NFD reports: XSAVE and OSXSAVE come from the bit of SSE3, FXSROPT also from that of SSE, and TBM is
never reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from compatlang.integrations.host.hardware import Registers

VENDORS = {
    "AMDisbetter!": "AMD",
    "AuthenticAMD": "AMD",
    "CentaurHauls": "VIA",
    "GenuineIntel": "Intel",
    "TransmetaCPU": "Transmeta",
    "GenuineTMx86": "Transmeta",
    "Geode by NSC": "NSC",
    "VIA VIA VIA ": "VIA",
    "KVMKVMKVM": "KVM",
    "Linux KVM Hv": "KVM",
    "TCGTCGTCGTCG": "QEMU",
    "Microsoft Hv": "MSVM",
    "VMwareVMware": "VMware",
    "XenVMMXenVMM": "XenHVM",
    "bhyve bhyve ": "Bhyve",
    "HygonGenuine": "Hygon",
    "Vortex86 SoC": "SiS",
    "SiS SiS SiS ": "SiS",
    "RiseRiseRise": "SiS",
    "Genuine  RDC": "RDC",
    "QNXQVMBSQG": "QNX",
    "ACRNACRNACRN": "ACRN",
    "SRESRESRESRE": "SRE",
    "Apple VZ": "Apple",
}
"""Names of processors and hypervisors by what CPUID calls them."""

UNKNOWN_VENDOR = "VendorUnknown"

_OSXSAVE, _YMM, _ZMM, _AMD = "(osxsave)", "(ymm state)", "(zmm state)", "(amd)"
"""Conditions that are no flags: the operating system keeps these registers; the processor is AMD's."""


class Word(NamedTuple):
    """The flags in one register of one leaf.

    `needs` is a flag or condition without which none of them holds, and `since` the greatest leaf that the processor must
    have at least, where that is not the leaf itself.
    """

    leaf: int
    subleaf: int
    register: str
    bits: str
    needs: str = ""
    since: int = 0

    def flags(self) -> Iterator[tuple[int, str]]:
        """Bit and name of each flag."""
        for each in self.bits.split():
            bit, _, name = each.partition(":")
            yield int(bit), name


WORDS = (
    Word(0x1, 0, "edx", "0:X87 8:CMPXCHG8 11:SYSEE 15:CMOV 23:MMX 24:FXSR 25:FXSROPT 25:SSE 26:SSE2"),
    Word(
        0x1,
        0,
        "ecx",
        "0:SSE3 0:XSAVE 0:OSXSAVE 1:CLMUL 5:VMX 9:SSSE3 13:CX16 19:SSE4 20:SSE42 22:MOVBE 23:POPCNT 25:AESNI 29:F16C "
        "30:RDRAND 31:HYPERVISOR",
    ),
    Word(0x1, 0, "ecx", "28:AVX", needs=_YMM),
    Word(0x1, 0, "ecx", "12:FMA3", needs=_OSXSAVE),
    Word(0x7, 0, "ebx", "2:SGX 3:BMI1 4:HLE 9:ERMS 11:RTM 14:MPX 18:RDSEED 19:ADX 29:SHA"),
    Word(0x7, 0, "ebx", "5:AVX2", needs="AVX"),
    Word(0x7, 0, "ebx", "8:BMI2", needs="BMI1"),
    Word(
        0x7,
        0,
        "ecx",
        "5:WAITPKG 7:CETSS 8:GFNI 9:VAES 10:VPCLMULQDQ 13:TME 23:KEYLOCKER 25:CLDEMOTE 27:MOVDIRI 28:MOVDIR64B "
        "29:ENQCMD 30:SGXLC",
    ),
    Word(
        0x7,
        0,
        "edx",
        "4:FSRM 9:SRBDS_CTRL 10:MD_CLEAR 11:RTM_ALWAYS_ABORT 14:SERIALIZE 15:HYBRID_CPU 16:TSXLDTRK 18:PCONFIG "
        "20:CETIBT 26:IBPB 27:STIBP 28:FLUSH_L1D 29:IA32_ARCH_CAP 30:IA32_CORE_CAP 31:SPEC_CTRL_SSBD",
    ),
    Word(
        0x7,
        1,
        "eax",
        "1:SM3_X86 2:SM4_X86 7:CMPCCXADD 10:MOVSB_ZL 11:STOSB_SHORT 12:CMPSB_SCADBS_SHORT 17:FRED 22:HRESET 23:AVXIFMA "
        "26:LAM",
    ),
    Word(0x7, 1, "eax", "4:AVXVNNI", needs="AVX"),
    Word(
        0x7,
        1,
        "edx",
        "4:AVXVNNIINT8 5:AVXNECONVERT 6:AMXTRANSPOSE 7:AMXTF32 8:AMXCOMPLEX 10:AVXVNNIINT16 14:PREFETCHI 19:AVX10 21:APX_F",
    ),
    Word(
        0x7,
        0,
        "ebx",
        "16:AVX512F 17:AVX512DQ 21:AVX512IFMA 26:AVX512PF 27:AVX512ER 28:AVX512CD 30:AVX512BW 31:AVX512VL",
        needs=_ZMM,
    ),
    Word(
        0x7,
        0,
        "ecx",
        "1:AVX512VBMI 3:AMXFP8 6:AVX512VBMI2 11:AVX512VNNI 12:AVX512BITALG 14:AVX512VPOPCNTDQ",
        needs=_ZMM,
    ),
    Word(0x7, 0, "edx", "8:AVX512VP2INTERSECT 22:AMXBF16 23:AVX512FP16 24:AMXTILE 25:AMXINT8", needs=_ZMM),
    Word(0x7, 1, "eax", "5:AVX512BF16 19:WRMSRNS 21:AMXFP16 27:MSRLIST", needs=_ZMM),
    Word(0x7, 2, "edx", "0:PSFD 1:IDPRED_CTRL 2:RRSBA_CTRL 4:BHI_CTRL 5:MCDT_NO"),
    Word(0x12, 0, "eax", "12:SGXPQC", needs="SGX", since=0x7),
    Word(0x24, 0, "ebx", "16:AVX10_128 17:AVX10_256 18:AVX10_512", needs="AVX10"),
    Word(0xD, 1, "eax", "0:XSAVEOPT 1:XSAVEC 2:XGETBV1 3:XSAVES", needs="XSAVE"),
    Word(0x80000001, 0, "ecx", "0:LAHF 2:SVM 5:LZCNT 5:POPCNT 6:SSE4A 10:IBS 22:TOPEXT"),
    Word(
        0x80000001,
        0,
        "edx",
        "11:SYSCALL 20:NX 22:MMXEXT 23:MMX 24:FXSR 25:FXSROPT 27:RDTSCP 30:AMD3DNOWEXT 31:AMD3DNOW",
    ),
    Word(0x80000001, 0, "ecx", "11:XOP 16:FMA4", needs="AVX"),
    Word(0x80000007, 0, "ebx", "0:MCAOVERFLOW 1:SUCCOR 2:HWA"),
    Word(0x80000007, 0, "edx", "9:CPBOOST"),
    Word(
        0x80000008,
        0,
        "ebx",
        "0:CLZERO 1:MSRIRC 3:INVLPGB 4:RDPRU 8:MCOMMIT 9:WBNOINVD 12:IBPB 13:INT_WBINVD 14:IBRS 15:STIBP 17:STIBP_ALWAYSON "
        "18:IBRS_PREFERRED 19:IBRS_PROVIDES_SMP 20:EFER_LMSLE_UNS 21:TLB_FLUSH_NESTED 23:PPIN 24:SPEC_CTRL_SSBD 27:CPPC "
        "28:PSFD",
    ),
    Word(
        0x8000000A,
        0,
        "edx",
        "0:SVMNP 1:LBRVIRT 2:SVML 3:NRIPS 4:TSCRATEMSR 5:VMCBCLEAN 6:SVMFBASID 7:SVMDA 10:SVMPF 12:SVMPFT",
        needs="SVM",
    ),
    Word(0x8000001A, 0, "eax", "0:FP128 1:MOVU 2:FP256"),
    Word(
        0x8000001B,
        0,
        "eax",
        "0:IBSFFV 1:IBSFETCHSAM 2:IBSOPSAM 3:IBSRDWROPCNT 4:IBSOPCNT 5:IBSBRNTRGT 6:IBSOPCNTEXT 7:IBSRIPINVALIDCHK "
        "8:IBS_OPFUSE 9:IBS_FETCH_CTLX 10:IBS_OPDATA4 11:IBS_ZEN4",
        needs="IBS",
    ),
    Word(
        0x8000001F,
        0,
        "eax",
        "0:SME 1:SEV 2:MSR_PAGEFLUSH 3:SEV_ES 4:SEV_SNP 5:VMPL 10:SME_COHERENT 11:SEV_64BIT 12:SEV_RESTRICTED "
        "13:SEV_ALTERNATIVE 14:SEV_DEBUGSWAP 15:IBS_PREVENTHOST 16:VTE 24:VMSA_REGPROT",
        needs=_AMD,
    ),
    Word(
        0x80000021,
        0,
        "eax",
        "5:TSA_VERW_CLEAR 23:AVX512BMM 27:SBPB 28:IBPB_BRTYPE 29:SRSO_NO 30:SRSO_USER_KERNEL_NO 31:SRSO_MSR_FIX",
        needs=_AMD,
    ),
    Word(0x80000021, 0, "ecx", "1:TSA_L1_NO 2:TSA_SQ_NO", needs=_AMD),
)
"""Every flag that is one bit, in an order in which what a word needs stands above it."""

_LEVELS = (
    "CMOV CMPXCHG8 X87 FXSR MMX SSE SSE2",
    "CX16 LAHF POPCNT SSE3 SSE4 SSE42 SSSE3",
    "AVX AVX2 BMI1 BMI2 F16C FMA3 LZCNT MOVBE OSXSAVE",
    "AVX512F AVX512BW AVX512CD AVX512DQ AVX512VL",
)
"""What each level of the x86-64 psABI adds."""


_EXTENDED = 0x80000000
_TDX_UNDER_HYPERV = 0xBE3
_PERFORMANCE_COUNTERS = ("INSTRUCTIONS", "CYCLES", "REFCYCLES", "TOPDOWN_SLOTS")


class Processor:
    """One processor, asked through `cpuid` and `xgetbv`."""

    def __init__(self, cpuid: Callable[[int, int], Registers], xgetbv: Callable[[int], int] | None) -> None:
        self._ask = cpuid
        self._xgetbv = xgetbv
        first = cpuid(0, 0)
        self.greatest = first.eax
        self.greatest_extended = cpuid(_EXTENDED, 0).eax
        self.vendor = vendor(text_of(first.ebx, first.edx, first.ecx))
        self.family, self.model = self._family_and_model()
        self.flags = frozenset(self._flags())

    def ask(self, leaf: int, subleaf: int = 0) -> Registers:
        """A leaf of CPUID."""
        return self._ask(leaf, subleaf)

    def has(self, leaf: int) -> bool:
        """Whether the processor has a leaf: basic and extended ones are counted apart."""
        return leaf <= (self.greatest_extended if leaf >= _EXTENDED else self.greatest)

    def _family_and_model(self) -> tuple[int, int]:
        if not self.has(1):
            return 0, 0
        eax = self.ask(1).eax
        family, model = eax >> 8 & 0xF, eax >> 4 & 0xF
        if family in (0x6, 0xF):
            model += eax >> 12 & 0xF0
        return family + (eax >> 20 & 0xFF if family == 0xF else 0), model

    def _flags(self) -> set[str]:
        found = self._counters()
        if self.has(1):
            held = self._conditions()
            for word in WORDS:
                if self.has(word.since or word.leaf) and (not word.needs or word.needs in held):
                    value = getattr(self.ask(word.leaf, word.subleaf), word.register)
                    held.update(name for bit, name in word.flags() if value >> bit & 1)
            found |= {name for name in held if not name.startswith("(")}
            found |= self._derived(found)
        return found | set(levels(found))

    def _conditions(self) -> set[str]:
        ecx = self.ask(1).ecx
        held = {_AMD} if self.vendor == "AMD" else set()
        if ecx >> 27 & 1:
            held.add(_OSXSAVE)
        if ecx >> 26 & 3 == 3 and self._xgetbv is not None:
            state = self._xgetbv(0)
            held |= {_YMM} if state & 0x6 == 0x6 else set()
            held |= {_ZMM} if state & 0xE6 == 0xE6 else set()
        return held

    def _derived(self, flags: set[str]) -> set[str]:
        """The flags that are more than a bit."""
        found = by_model(self.vendor, self.family, self.model, flags)
        if self.vendor in ("Intel", "AMD") and self._is_threaded() and self.has(4) and self._threads() > 1:
            found.add("HTT")
        if "KEYLOCKER" in flags and self.has(0x19) and self.ask(0x19).ebx & 5 == 5:
            found.add("KEYLOCKERW")
        # Hyper-V hides the leaf of a trust domain from its guests, and says so in one of its own.
        if self.has(0x20) and self.ask(0x4000000C).ebx == _TDX_UNDER_HYPERV:
            found.add("TDX_GUEST")
        if self.has(0x21):
            leaf = self.ask(0x21)
            found |= {"TDX_GUEST"} if text_of(leaf.ebx, leaf.edx, leaf.ecx) == "IntelTDX    " else set()
        return found

    def _is_threaded(self) -> bool:
        return bool(self.ask(1).edx >> 28 & 1)

    def _threads(self) -> int:
        """Threads of one core, of a processor of Intel or AMD with leaf 4."""
        if not self.has(0xB):
            if self.vendor != "Intel":
                return 1
            logical = self.ask(1).ebx >> 16 & 0xFF
            return logical // ((self.ask(4).eax >> 26) + 1) if logical > 1 else 1
        threads = self.ask(0xB).ebx & 0xFFFF
        if threads == 0 and self.vendor == "AMD" and self.family >= 0x17:
            return (self.ask(0x8000001E).ebx >> 8 & 0xFF) + 1 if self.has(0x8000001E) else 2
        return threads or 1

    def _counters(self) -> set[str]:
        """The fixed performance counters; a set bit of EBX says that one is missing."""
        if not self.has(0xA):
            return set()
        leaf = self.ask(0xA)
        version = leaf.eax & 0xFF
        if version == 0:
            return set()
        if leaf.ebx:
            names = [name for bit, name in enumerate(_PERFORMANCE_COUNTERS) if not leaf.ebx >> bit & 1]
        else:
            count = leaf.edx & 0x1F if version > 1 else 0
            names = list(_PERFORMANCE_COUNTERS[:count]) if count in (3, 4) else []
        return {f"PMU_FIXEDCOUNTER_{name}" for name in names}

    def avx10_version(self) -> int:
        """The version of AVX10, 0 without."""
        return self.ask(0x24).ebx & 0xFF if "AVX10" in self.flags and self.has(0x24) else 0

    def hypervisor(self) -> str:
        """What the hypervisor calls itself; meaningless without one."""
        leaf = self.ask(0x40000000)
        return text_of(leaf.ebx, leaf.ecx, leaf.edx)

    def enclave_bytes(self) -> int:
        """The size of the enclave page cache of SGX, all sections of leaf 0x12 together."""
        total = 0
        for subleaf in range(2, 10) if "SGX" in self.flags else ():
            leaf = self.ask(0x12, subleaf)
            if leaf.eax & 0xF == 0:
                break
            if leaf.eax & 0xF == 1:
                total += (leaf.ecx & 0xFFFFF000) + ((leaf.edx & 0xFFFFF) << 32)
        return total


def vendor(name: str) -> str:
    """NFD's name for a vendor."""
    return VENDORS.get(name, UNKNOWN_VENDOR)


def text_of(*words: int) -> str:
    """The characters of some registers, up to the first NUL."""
    data = b"".join(word.to_bytes(4, "little") for word in words)
    return data.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def by_model(vendor: str, family: int, model: int, flags: set[str]) -> set[str]:
    """The flags that follow from who made the processor, and when."""
    found = set()
    if vendor == "Intel" and family == 6 and model < 60 and "AVX" in flags:
        found.add("AVXSLOW")
    if vendor == "AMD":
        if "AVX" in flags and (family, model) < (23, 49):
            found.add("AVXSLOW")
        # AMD says in AMD-SB-7029 which processors need no mitigation of TSA although they do not say so themselves.
        if family < 0x19 or (family == 0x1A and (model <= 0x4F or 0x60 <= model <= 0x7F)):
            found |= {"TSA_L1_NO", "TSA_SQ_NO"}
    return found


def levels(flags: set[str]) -> list[str]:
    """The levels of the x86-64 psABI that some flags reach, each with all below it."""
    if not flags & {"SYSEE", "SYSCALL"}:
        return []
    missing = (number for number, added in enumerate(_LEVELS) if not flags.issuperset(added.split()))
    return [f"X86_64_V{number + 1}" for number in range(next(missing, len(_LEVELS)))]
