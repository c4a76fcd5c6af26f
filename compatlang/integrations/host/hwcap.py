"""Flags of processors other than x86: the bits of AT_HWCAP and AT_HWCAP2 by the names that NFD gives them.

After `source/cpu/cpuid_linux_*.go` of NFD; the bits are the kernel's, arch/*/include/uapi/asm/hwcap.h. Names stand in the order
of the bits, `-` for one that NFD does not name.
"""

from __future__ import annotations

_ARM64 = """
    FP ASIMD EVTSTRM AES PMULL SHA1 SHA2 CRC32 ATOMICS FPHP ASIMDHP CPUID ASIMDRDM JSCVT FCMA LRCPC DCPOP SHA3 SM3 SM4 ASIMDDP
    SHA512 SVE ASIMDFHM DIT USCAT ILRCPC FLAGM SSBS SB PACA PACG
"""

_ARM64_2 = """
    DCPODP SVE2 SVEAES SVEPMULL SVEBITPERM SVESHA3 SVESM4 FLAGM2 FRINT SVEI8MM SVEF32MM SVEF64MM SVEBF16 I8MM BF16 DGH RNG BTI
    MTE ECV AFP RPRES MTE3 SME SMEI16I64 SMEF64F64 SMEI8I32 SMEF16F32 SMEB16F32 SMEF32F32 SMEFA64 WFXT EBF16 SVEEBF16
"""

_ARM = """
    SWP HALF THUMB 26BIT FASTMUL FPA VFP EDSP JAVA IWMMXT CRUNCH THUMBEE NEON VFPv3 VFPv3D16 TLS VFPv4 IDIVA IDIVT VFPD32
    LPAE EVTSTRM
"""

_PPC64LE = """
    PPCLE TRUE_LE - - - - ARCHPMU VSX ARCH_2_06 POWER6X DFP PA6T ARCH_2_05 IC_SNOOP SMT BOOKE CELLBE POWER5+ POWER5 POWER4
    NOTB EFPDOUBLE EFPFLOAT SPE UCACHE 4xxMAC MMU FPU ALTIVEC PPC601 PPC64 PPC32
"""

_PPC64LE_2 = """
    - - - - - - - - - - - - - - - - - MMA ARCH_3_1 HTM-NO-SUSPEND SCV DARN IEEE128 ARCH_3_00 HTM-NOSC VCRYPTO TAR ISEL EBB
    DSCR HTM ARCH_2_07
"""

_S390X = """
    ESAN3 ZARCH STFLE MSA LDISP EIMM DFP EDAT ETF3EH HIGHGPRS TE VX VXD VXE GS VXE2 VXP SORT DFLT VXP2 NNPA PCIMIO SIE
"""

_ARM_2 = "AES PMULL SHA1 SHA2 CRC32"

TABLES = {
    "arm64": (_ARM64.split(), _ARM64_2.split()),
    "arm": (_ARM.split(), _ARM_2.split()),
    "ppc64le": (_PPC64LE.split(), _PPC64LE_2.split()),
    "s390x": (_S390X.split(), []),
}
"""By architecture, the names of the two words."""


def flags(architecture: str, hwcap: int, hwcap2: int) -> set[str]:
    """The flags that the two words name."""
    return {
        name
        for names, word in zip(TABLES[architecture], (hwcap, hwcap2), strict=True)
        for bit, name in enumerate(names)
        if name != "-" and word >> bit & 1
    }
