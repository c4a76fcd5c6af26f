"""What a rule has matched, for all tests of templates."""

from __future__ import annotations

from compatlang.nfd.template import Data

FEATURES: Data = {
    "cpu": {
        "cpuid": [{"Name": "AVX"}, {"Name": "SSE4"}],
        "model": [{"Name": "family", "Value": "6"}, {"Name": "id", "Value": "-0x2a"}],
        "empty": [],
        "nil": None,
    },
    "pci": {
        "device": [
            {"class": "0300", "vendor": "8086", "device": "1234"},
            {"class": "0200", "vendor": "15b3", "x_y": ""},
        ]
    },
    "kernel": {"version": [{"Name": "full", "Value": "6.8.0-rc1"}, {"Name": "major", "Value": "6"}]},
    "é": {"ü": [{"Name": "<a&b>"}]},
}
