"""The processor as `/proc/cpuinfo` shows it: all there is where CPUID cannot be executed.

The kernel shows fewer flags than CPUID has, and some that it turned off are missing. So what is found here is true, and what
is not found is unknown. Names of flags are those of the kernel's arch/x86/include/asm/cpufeatures.h.
"""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.integrations.host.cpuid import UNKNOWN_VENDOR, VENDORS, by_model, levels
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import fields, integer, lines, trimmed

FLAGS = """
    ADX=adx AESNI=aes AMD3DNOW=3dnow AMD3DNOWEXT=3dnowext AVX=avx AVX2=avx2 BMI1=bmi1 BMI2=bmi2 CETIBT=ibt
    CETSS=user_shstk CLDEMOTE=cldemote CLMUL=pclmulqdq CLZERO=clzero CMOV=cmov CMPXCHG8=cx8 CPBOOST=cpb CPPC=cppc CX16=cx16
    ENQCMD=enqcmd ERMS=erms F16C=f16c FLUSH_L1D=flush_l1d FMA3=fma FRED=fred FSRM=fsrm FXSR=fxsr FXSROPT=sse
    FXSROPT=fxsr_opt GFNI=gfni HLE=hle HYPERVISOR=hypervisor IA32_ARCH_CAP=arch_capabilities IBPB=ibpb IBS=ibs
    INVLPGB=invlpgb LAHF=lahf_lm LAM=lam LZCNT=abm MCAOVERFLOW=overflow_recov MD_CLEAR=md_clear MMX=mmx MMXEXT=mmxext
    MOVBE=movbe MOVDIR64B=movdir64b MOVDIRI=movdiri MPX=mpx MSRIRC=irperf NX=nx OSXSAVE=pni PCONFIG=pconfig
    POPCNT=popcnt POPCNT=abm PPIN=amd_ppin RDPRU=rdpru RDRAND=rdrand RDSEED=rdseed RDTSCP=rdtscp RTM=rtm
    SERIALIZE=serialize SGX=sgx SGXLC=sgx_lc SHA=sha_ni SSE=sse SSE2=sse2 SSE3=pni SSE4=sse4_1 SSE42=sse4_2 SSE4A=sse4a
    SSSE3=ssse3 STIBP=stibp SUCCOR=succor SVM=svm SYSCALL=syscall SYSEE=sep TDX_GUEST=tdx_guest TME=tme TOPEXT=topoext
    TSXLDTRK=tsxldtrk VAES=vaes VMX=vmx VPCLMULQDQ=vpclmulqdq WAITPKG=waitpkg WBNOINVD=wbnoinvd X87=fpu XSAVE=pni
"""
"""NFD's name and the kernel's. Several of one name: any of them will do."""

NEEDED = {
    "avx": "AVXVNNI=avx_vnni FMA4=fma4 XOP=xop",
    "avx512f": """
        AVX512F=avx512f AVX512BF16=avx512_bf16 AVX512BITALG=avx512_bitalg AVX512BW=avx512bw AVX512CD=avx512cd
        AVX512DQ=avx512dq AVX512ER=avx512er AVX512FP16=avx512_fp16 AVX512IFMA=avx512ifma AVX512PF=avx512pf
        AVX512VBMI=avx512vbmi AVX512VBMI2=avx512_vbmi2 AVX512VL=avx512vl AVX512VNNI=avx512_vnni
        AVX512VP2INTERSECT=avx512_vp2intersect AVX512VPOPCNTDQ=avx512_vpopcntdq AMXBF16=amx_bf16 AMXINT8=amx_int8
        AMXTILE=amx_tile
    """,
    "pni": "XGETBV1=xgetbv1 XSAVEC=xsavec XSAVEOPT=xsaveopt XSAVES=xsaves",
    "svm": """
        LBRVIRT=lbrv NRIPS=nrip_save SVMDA=decodeassists SVMFBASID=flushbyasid SVML=svm_lock SVMNP=npt SVMPF=pausefilter
        SVMPFT=pfthreshold TSCRATEMSR=tsc_scale VMCBCLEAN=vmcb_clean
    """,
}
"""Flags that NFD reports only beside another."""

BY_VENDOR = {
    # The kernel makes `ibrs` and `ssbd` up from several bits, of which NFD's flag is one.
    "AMD": "IBRS=ibrs SEV=sev SEV_DEBUGSWAP=debug_swap SEV_ES=sev_es SEV_SNP=sev_snp SME=sme",
    "Intel": "SPEC_CTRL_SSBD=ssbd",
}
"""Flags that mean the same with processors of one vendor only."""

RDT = {
    "RDTMON": ("cqm", "cqm_llc"),
    "RDTCMT": ("cqm", "cqm_llc", "cqm_occup_llc"),
    "RDTMBM": ("cqm", "cqm_llc", "cqm_mbm_total", "cqm_mbm_local"),
    "RDTL3CA": ("rdt_a", "cat_l3"),
    "RDTL2CA": ("rdt_a", "cat_l2"),
    "RDTMBA": ("rdt_a", "mba"),
}
"""NFD's names for Resource Director Technology, and what of the kernel's each takes."""


class Shown:
    """The first processor of `/proc/cpuinfo`, of any architecture."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.words = frozenset(fields(values.get("flags") or values.get("Features") or ""))
        raw = values.get("vendor_id", "")
        self.vendor = next((name for key, name in VENDORS.items() if trimmed(key) == raw), UNKNOWN_VENDOR)

    def number(self, key: str) -> int | None:
        """A decimal number."""
        return integer(self.values.get(key, ""))

    def flags(self, threaded: bool) -> set[str]:
        """The flags of an x86 processor that are certain; `threaded` says that some core runs several threads."""
        tables = [
            FLAGS,
            *(table for word, table in NEEDED.items() if word in self.words),
            BY_VENDOR.get(self.vendor, ""),
        ]
        pairs = (pair.split("=") for table in tables for pair in table.split())
        found = {name for name, word in pairs if word in self.words}
        if threaded and "ht" in self.words and self.vendor in ("Intel", "AMD"):
            found.add("HTT")
        family, model = self.number("cpu family"), self.number("model")
        if family is not None and model is not None:
            found |= by_model(self.vendor, family, model, found)
        return found | set(levels(found))

    def rdt(self) -> dict[str, str]:
        """What of Resource Director Technology is certain."""
        return {name: "true" for name, words in RDT.items() if self.words.issuperset(words)}


def first_processor(root: Root) -> Shown:
    """The first block of `/proc/cpuinfo`; some architectures have one for all."""
    values: dict[str, str] = {}
    for line in lines(root.text("proc/cpuinfo", 16 << 20)):
        key, colon, value = line.partition(":")
        if colon:
            values.setdefault(trimmed(key), trimmed(value))
        elif values and not trimmed(line) and "processor" in values:
            break
    return Shown(values)
