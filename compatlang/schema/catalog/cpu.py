"""The processor. Source: NFD `source/cpu/`; names of x86 flags from klauspost/cpuid `cpuid.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes, flags
from compatlang.schema.model import Element

# Flags by architecture, for suggestions. Elsewhere than on x86 NFD names the bits of AT_HWCAP (cpuid_linux_*.go).

_X86 = """
    ADX AESNI AMD3DNOW AMD3DNOWEXT AMXBF16 AMXCOMPLEX AMXFP16 AMXFP8 AMXINT8 AMXTF32 AMXTILE AMXTRANSPOSE APX_F
    AVX AVX10 AVX10_128 AVX10_256 AVX10_512 AVX2 AVX512BF16 AVX512BITALG AVX512BMM AVX512BW AVX512CD AVX512DQ
    AVX512ER AVX512F AVX512FP16 AVX512IFMA AVX512PF AVX512VBMI AVX512VBMI2 AVX512VL AVX512VNNI
    AVX512VP2INTERSECT AVX512VPOPCNTDQ AVXIFMA AVXNECONVERT AVXSLOW AVXVNNI AVXVNNIINT16 AVXVNNIINT8 BHI_CTRL
    BMI1 BMI2 CETIBT CETSS CLDEMOTE CLMUL CLZERO CMOV CMPCCXADD CMPSB_SCADBS_SHORT CMPXCHG8 CPBOOST CPPC CX16
    EFER_LMSLE_UNS ENQCMD ERMS F16C FLUSH_L1D FMA3 FMA4 FP128 FP256 FRED FSRM FXSR FXSROPT GFNI HLE HRESET HTT
    HWA HYBRID_CPU HYPERVISOR IA32_ARCH_CAP IA32_CORE_CAP IBPB IBPB_BRTYPE IBRS IBRS_PREFERRED IBRS_PROVIDES_SMP
    IBS IBSBRNTRGT IBSFETCHSAM IBSFFV IBSOPCNT IBSOPCNTEXT IBSOPSAM IBSRDWROPCNT IBSRIPINVALIDCHK IBS_FETCH_CTLX
    IBS_OPDATA4 IBS_OPFUSE IBS_PREVENTHOST IBS_ZEN4 IDPRED_CTRL INT_WBINVD INVLPGB KEYLOCKER KEYLOCKERW LAHF LAM
    LBRVIRT LZCNT MCAOVERFLOW MCDT_NO MCOMMIT MD_CLEAR MMX MMXEXT MOVBE MOVDIR64B MOVDIRI MOVSB_ZL MOVU MPX
    MSRIRC MSRLIST MSR_PAGEFLUSH NRIPS NX OSXSAVE PCONFIG PMU_FIXEDCOUNTER_CYCLES PMU_FIXEDCOUNTER_INSTRUCTIONS
    PMU_FIXEDCOUNTER_REFCYCLES PMU_FIXEDCOUNTER_TOPDOWN_SLOTS POPCNT PPIN PREFETCHI PSFD RDPRU RDRAND RDSEED
    RDTSCP RRSBA_CTRL RTM RTM_ALWAYS_ABORT SBPB SERIALIZE SEV SEV_64BIT SEV_ALTERNATIVE SEV_DEBUGSWAP SEV_ES
    SEV_RESTRICTED SEV_SNP SGX SGXLC SGXPQC SHA SM3_X86 SM4_X86 SME SME_COHERENT SPEC_CTRL_SSBD SRBDS_CTRL
    SRSO_MSR_FIX SRSO_NO SRSO_USER_KERNEL_NO SSE SSE2 SSE3 SSE4 SSE42 SSE4A SSSE3 STIBP STIBP_ALWAYSON
    STOSB_SHORT SUCCOR SVM SVMDA SVMFBASID SVML SVMNP SVMPF SVMPFT SYSCALL SYSEE TDX_GUEST TLB_FLUSH_NESTED TME
    TOPEXT TSA_L1_NO TSA_SQ_NO TSA_VERW_CLEAR TSCRATEMSR TSXLDTRK VAES VMCBCLEAN VMPL VMSA_REGPROT VMX
    VPCLMULQDQ VTE WAITPKG WBNOINVD WRMSRNS X86_64_V1 X86_64_V2 X86_64_V3 X86_64_V4 X87 XGETBV1 XOP XSAVE XSAVEC
    XSAVEOPT XSAVES
"""

_ARM = """
    26BIT AES CRC32 CRUNCH EDSP EVTSTRM FASTMUL FPA HALF IDIVA IDIVT IWMMXT JAVA LPAE NEON PMULL SHA1 SHA2 SWP
    THUMB THUMBEE TLS VFP VFPD32 VFPv3 VFPv3D16 VFPv4
"""

_ARM64 = """
    AES AFP ASIMD ASIMDDP ASIMDFHM ASIMDHP ASIMDRDM ATOMICS BF16 BTI CPUID CRC32 DCPODP DCPOP DGH DIT EBF16 ECV
    EVTSTRM FCMA FLAGM FLAGM2 FP FPHP FRINT I8MM ILRCPC JSCVT LRCPC MTE MTE3 PACA PACG PMULL RNG RPRES SB SHA1
    SHA2 SHA3 SHA512 SM3 SM4 SME SMEB16F32 SMEF16F32 SMEF32F32 SMEF64F64 SMEFA64 SMEI16I64 SMEI8I32 SSBS SVE
    SVE2 SVEAES SVEBF16 SVEBITPERM SVEEBF16 SVEF32MM SVEF64MM SVEI8MM SVEPMULL SVESHA3 SVESM4 USCAT WFXT
"""

_PPC64LE = """
    4xxMAC ALTIVEC ARCHPMU ARCH_2_05 ARCH_2_06 ARCH_2_07 ARCH_3_00 ARCH_3_1 BOOKE CELLBE DARN DFP DSCR EBB
    EFPDOUBLE EFPFLOAT FPU HTM HTM-NO-SUSPEND HTM-NOSC IC_SNOOP IEEE128 ISEL MMA MMU NOTB PA6T POWER4 POWER5
    POWER5+ POWER6X PPC32 PPC601 PPC64 PPCLE SCV SMT SPE TAR TRUE_LE UCACHE VCRYPTO VSX
"""

_S390X = """
    DFLT DFP EDAT EIMM ESAN3 ETF3EH GS HIGHGPRS LDISP MSA NNPA PCIMIO SIE SORT STFLE TE VX VXD VXE VXE2 VXP VXP2
    ZARCH
"""

DOMAINS = (
    flags(
        "cpu.cpuid",
        "v0.10",
        "what the processor can do, from CPUID on x86 and from AT_HWCAP elsewhere, as in `AVX512F` or `SVE2`",
        Element("AVX10_VERSION", "int", "version of AVX10, where the processor has it", "v0.16"),
        known=_X86 + _ARM + _ARM64 + _PPC64LE + _S390X,
    ),
    attributes(
        "cpu.model",
        "v0.11",
        "which processor it is, from CPUID, and what it runs under",
        Element("vendor_id", "string", "vendor, as in `Intel`, `AMD`, `ARM`, `Ampere`, `NVIDIA` or `VendorUnknown`"),
        Element("family", "int", "family number, decimal, as in `6` or `25`; not a number on s390x"),
        Element("id", "int", "model number within the family, decimal, as in `143`"),
        Element("hypervisor", "string", "`none` on bare metal, otherwise as in `kvm`, `vmware` or `msvm`", "v0.18"),
    ),
    attributes(
        "cpu.cstate",
        "v0.10",
        "idle states, where the driver is intel_idle",
        Element("enabled", "bool", "whether the driver may use idle states at all; absent with other drivers"),
    ),
    attributes(
        "cpu.pstate",
        "v0.10",
        "frequency scaling by the driver intel_pstate; empty where it is not in use",
        Element("status", "string", "mode of the driver: `active` or `passive`"),
        Element("turbo", "bool", "whether turbo frequencies are allowed"),
        Element(
            "scaling_governor",
            "string",
            "`performance` or `powersave`; absent unless active and the same for all processors",
        ),
    ),
    # Flags until v0.12, attributes since.
    attributes(
        "cpu.rdt",
        "v0.13",
        "Intel Resource Director Technology; what the processor has not is absent, never `false`",
        Element("RDTMON", "bool", "monitoring of the L3 cache"),
        Element("RDTCMT", "bool", "cache monitoring: occupancy of the L3 cache"),
        Element("RDTMBM", "bool", "memory bandwidth monitoring"),
        Element("RDTL3CA", "bool", "allocation of the L3 cache"),
        Element("RDTL3CA_NUM_CLOSID", "int", "classes of service for the L3 cache, without the default one"),
        Element("RDTL2CA", "bool", "allocation of the L2 cache"),
        Element("RDTMBA", "bool", "allocation of memory bandwidth"),
    ),
    attributes(
        "cpu.security",
        "v0.12",
        "trusted execution; what is not enabled is absent, never `false`",
        Element("sgx.enabled", "bool", "Intel SGX is enabled"),
        Element("sgx.epc", "quantity", "size of the enclave page cache of Intel SGX in bytes", "v0.13"),
        Element("tdx.enabled", "bool", "Intel TDX is enabled, so the node can host trust domains"),
        Element("tdx.total_keys", "int", "number of keys for trust domains", "v0.13"),
        Element("tdx.protected", "bool", "the node is itself a guest in an Intel TDX trust domain", "v0.14"),
        Element("sev.enabled", "bool", "AMD SEV is enabled in KVM", "v0.13"),
        Element("sev.asids", "int", "number of address space identifiers for AMD SEV guests", "v0.13"),
        Element("sev.es.enabled", "bool", "AMD SEV-ES is enabled in KVM", "v0.13"),
        Element("sev.encrypted_state_ids", "int", "number of identifiers for AMD SEV-ES and SEV-SNP guests", "v0.13"),
        Element("sev.snp.enabled", "bool", "AMD SEV-SNP is enabled in KVM", "v0.13"),
        Element("se.enabled", "bool", "IBM Secure Execution is enabled, on s390x"),
    ),
    attributes(
        "cpu.sst",
        "v0.10",
        "Intel Speed Select Technology",
        Element("bf.enabled", "bool", "some processors have a raised base frequency (SST-BF); absent where none has"),
    ),
    attributes(
        "cpu.topology",
        "v0.10",
        "sockets and threads, from /sys/bus/cpu/devices; empty where a processor is offline",
        Element("hardware_multithreading", "bool", "whether a core runs several threads (SMT, Hyper-Threading)"),
        Element("socket_count", "int", "number of sockets", "v0.15"),
    ),
    attributes(
        "cpu.coprocessor",
        "v0.13",
        "coprocessors of the processor, on ppc64le",
        Element("nx_gzip", "bool", "the nest accelerator compresses with gzip; absent where it does not"),
    ),
)
