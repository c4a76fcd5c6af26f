"""CPUID, XGETBV and getauxval of the machine that this runs on.

On x86-64 the two instructions are written into a page of memory and called. Where the system forbids executable memory, or
lets CPUID fault, nothing is executed and the answer is None. XGETBV is executed only where CPUID says that it exists.
"""

from __future__ import annotations

import ctypes
import mmap
import platform
import sys
from collections.abc import Callable

from compatlang.integrations.host.hardware import Hardware, Registers

_CPUID = bytes.fromhex("53 4989d0 89f8 89f1 0fa2 418900 41895804 41894808 4189500c 5b c3")
"""push rbx; mov r8, rdx; mov eax, edi; mov ecx, esi; cpuid; the four registers to [r8]; pop rbx; ret."""

_XGETBV = bytes.fromhex("89f9 0f01d0 8906 895604 c3")
"""mov ecx, edi; xgetbv; mov [rsi], eax; mov [rsi + 4], edx; ret."""

_XGETBV_OFFSET = 64
_OSXSAVE = 1 << 27
_ARCH_PRCTL, _ARCH_GET_CPUID = 158, 0x1011

_WORDS = ctypes.POINTER(ctypes.c_uint32)


def this_machine() -> Hardware:
    """The words of this machine, as far as it lets them be asked."""
    if sys.platform != "linux" or sys.maxsize < 1 << 32:
        return Hardware()
    auxval = _auxval()
    if platform.machine() != "x86_64" or not _may_execute_cpuid():
        return Hardware(auxval=auxval)
    try:
        code = _Code()
    except OSError:
        return Hardware(auxval=auxval)
    return Hardware(code.cpuid, code.xgetbv, auxval)


class _Code:
    """A page with both functions, which lives as long as this does. Raises `OSError` where memory may not be executed."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._page.write(_CPUID.ljust(_XGETBV_OFFSET, b"\xcc") + _XGETBV)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self._page))
        self._cpuid = ctypes.CFUNCTYPE(None, ctypes.c_uint32, ctypes.c_uint32, _WORDS)(start)
        self._xgetbv = ctypes.CFUNCTYPE(None, ctypes.c_uint32, _WORDS)(start + _XGETBV_OFFSET)

    def cpuid(self, leaf: int, subleaf: int) -> Registers:
        """What CPUID says of a leaf."""
        out = (ctypes.c_uint32 * 4)()
        self._cpuid(leaf, subleaf, out)
        return Registers(*out)

    def xgetbv(self, index: int) -> int:
        """An extended control register; 0 where the instruction is not there to be executed."""
        if not self.cpuid(1, 0).ecx & _OSXSAVE:
            return 0
        out = (ctypes.c_uint32 * 2)()
        self._xgetbv(index, out)
        return int(out[0]) | int(out[1]) << 32


def _may_execute_cpuid() -> bool:
    """Whether CPUID does not fault, see `arch_prctl(2)`; kernels that do not know the question never let it."""
    return bool(ctypes.CDLL(None).syscall(_ARCH_PRCTL, _ARCH_GET_CPUID, 0) != 0)


def _auxval() -> Callable[[int], int] | None:
    function = getattr(ctypes.CDLL(None), "getauxval", None)
    if function is None:
        return None
    function.restype = ctypes.c_ulong
    function.argtypes = [ctypes.c_ulong]
    return lambda tag: int(function(tag))
