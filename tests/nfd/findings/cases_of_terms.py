"""What is wrong with what a rule asks: the feature, the operator, the values."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from tests.nfd.findings.samples import AVX, GROUP, Case, custom, expression, names, odd, term, wrong

OPERATORS = "operators are Exists, DoesNotExist, In, NotIn, InRegexp, Gt, Ge, Lt, Le, GtLt, GeLe, IsTrue, IsFalse"
NO_VALUES = "ask with `Exists` or `DoesNotExist`"

OF_TERMS: Mapping[Code, list[Case]] = {
    codes.NULL_EXPRESSION: [
        Case(
            expression(""),
            wrong(
                "the expression is null, and NFD crashes when it comes to it",
                "minor",
                "write `{op: Exists}`, or what is meant",
            ),
            custom("{feature: kernel.version, matchExpressions: {minor: }}"),
        )
    ],
    codes.UNKNOWN_OPERATOR: [
        Case(
            expression("{op: exists}"),
            wrong(
                "`exists` is no operator, and NFD fails on every node where it comes to this",
                "exists",
                "did you mean `Exists`?",
            ),
            expression("{op: Exists}"),
        ),
        Case(
            names("{op: Matches, value: [a]}"),
            wrong("`Matches` is no operator, and NFD fails on every node where it comes to this", "Matches", OPERATORS),
            names("{op: InRegexp, value: [a]}"),
        ),
        Case(
            expression("{op: Has}", "AVX", "cpu.cpuid"),
            wrong("`Has` is no operator, and NFD fails on every node where it comes to this", "Has", OPERATORS),
            AVX,
        ),
    ],
    codes.VALUES: [
        Case(
            expression("{op: Exists, value: [a]}"),
            wrong("Exists takes no value, and this has 1: NFD fails on every node where it comes to this", "[a]"),
            expression("{op: Exists, value: []}"),
        ),
        Case(
            expression("{value: [a]}"),
            wrong(
                "an empty operator takes no value, and this has 1: NFD fails on every node where it comes to this",
                "[a]",
            ),
            expression("{op: In, value: [a]}"),
        ),
        Case(
            expression("{op: IsTrue, value: ['true', a]}"),
            wrong(
                "IsTrue takes no value, and this has 2: NFD fails where there is something to compare", "['true', a]"
            ),
            expression("{op: IsTrue}"),
        ),
        Case(
            expression("{op: NotIn}"),
            wrong(
                "NotIn takes one or more values, and this has none: NFD fails where there is something to compare",
                "{op: NotIn}",
            ),
            expression("{op: NotIn, value: ['']}"),
        ),
        Case(
            expression("{op: Le, value: [1, 2]}"),
            wrong("Le takes one value, and this has 2: NFD fails where there is something to compare", "[1, 2]"),
            expression("{op: Le, value: [2]}"),
        ),
        Case(
            expression("{op: GtLt, value: [1]}"),
            wrong("GtLt takes two values, and this has 1: NFD fails where there is something to compare", "[1]"),
            expression("{op: GtLt, value: [1, 3]}"),
        ),
    ],
    codes.PATTERN: [
        Case(
            expression("{op: InRegexp, value: [a, '(b']}"),
            wrong("the pattern cannot be compiled: error parsing regexp: missing closing ): `(b`", "'(b'"),
            expression("{op: InRegexp, value: [a, '(b)']}"),
        )
    ],
    codes.NUMBER: [
        Case(
            expression("{op: Gt, value: [5.4]}"),
            wrong(
                "`5.4` is no integer, and Gt compares integers: NFD fails on it",
                "5.4",
                "add `type: version` to compare versions",
            ),
            expression("{op: Gt, value: [5.4], type: version}"),
        ),
        Case(
            expression("{op: GtLt, value: [1, many]}"),
            wrong("`many` is no integer, and GtLt compares integers: NFD fails on it", "many"),
            expression("{op: In, value: [1, many]}"),
        ),
        Case(
            expression("{op: Ge, type: version, value: [5.14.0-503.el9_5]}"),
            wrong("`5.14.0-503.el9_5` is no version, and Ge compares versions: NFD fails on it", "5.14.0-503.el9_5"),
            expression("{op: Ge, type: version, value: [5.14.0-503]}"),
        ),
    ],
    codes.BOUNDS: [
        Case(
            expression("{op: GeLe, value: [5, 5]}"),
            wrong("`5` is not below `5`, which NFD requires of the bounds of GeLe", "[5, 5]"),
            expression("{op: GeLe, value: [5, 5], type: version}"),
        )
    ],
    codes.VALUE_TYPE: [
        Case(
            expression("{op: Gt, value: [5], type: integer}"),
            wrong(
                "`integer` is no type of NFD, which fails wherever there is something to compare",
                "integer",
                "the only type is `version`; numbers have none",
            ),
            expression("{op: Gt, value: [5], type: ''}"),
        )
    ],
    codes.UNUSED_TYPE: [
        Case(
            expression("{op: In, value: ['5.4'], type: version}"),
            odd("In does not look at `type`: values are compared as texts", "version"),
            expression("{op: In, value: ['5.4']}"),
        )
    ],
    codes.NEVER_HOLDS: [
        Case(
            expression("{op: GeLe, value: ['6', '5.15'], type: version}"),
            odd(
                "no version is between `6` and `5.15`, so this never holds; NFD does not notice",
                "['6', '5.15']",
            ),
            expression("{op: GeLe, value: ['5.15', '6'], type: version}"),
        ),
        Case(
            expression("{op: GtLt, value: ['6', '6.0.0-rc1'], type: version}"),
            odd(
                "no version is between `6` and `6.0.0-rc1`, so this never holds; NFD does not notice",
                "['6', '6.0.0-rc1']",
                "`GeLe` includes the bounds",
            ),
            expression("{op: GtLt, value: ['6', '6.0.2'], type: version}"),
        ),
        Case(
            expression("{op: GtLt, value: [4, 5]}"),
            odd(
                "no integer is between `4` and `5`, so this never holds; NFD does not notice",
                "[4, 5]",
                "`GeLe` includes the bounds",
            ),
            expression("{op: GtLt, value: [4, 6]}"),
        ),
        Case(
            expression("{op: IsTrue}", "AVX", "cpu.cpuid"),
            odd("`cpu.cpuid` has flags, which have no values, so IsTrue never holds", "IsTrue", NO_VALUES),
            expression("{op: In, value: ['2']}", "AVX10_VERSION", "cpu.cpuid"),
        ),
        Case(
            names("{op: DoesNotExist}"),
            odd(
                "only names that are there are looked at, so DoesNotExist never holds; NFD does not notice",
                "DoesNotExist",
                "name what must not be there in `matchExpressions`",
            ),
            expression("{op: DoesNotExist}", "nouveau", "kernel.loadedmodule"),
        ),
    ],
    codes.UNKNOWN_FEATURE: [
        Case(
            term("{feature: pci.devices, matchExpressions: {vendor: {op: In, value: [10de]}}}"),
            odd(
                "no source of NFD reports `pci.devices`: the term holds only where somebody else writes a NodeFeature"
                " with it",
                "pci.devices",
                "did you mean `pci.device`?",
            ),
            term("{feature: local.feature, matchExpressions: {vendor: {op: In, value: [10de]}}}"),
        ),
        Case(
            term("{feature: host.driver, matchExpressions: {nvidia: {op: Exists}}}"),
            odd(
                "no source of NFD reports `host.driver`: the term holds only where somebody else writes a NodeFeature"
                " with it",
                "host.driver",
                "this feature is compatlang's own; a policy of the language may read it",
            ),
            term("{feature: kernel.loadedmodule, matchExpressions: {nvidia: {op: Exists}}}"),
        ),
        Case(
            expression("{op: Exists}", "patch"),
            odd(
                "`patch` is no attribute that NFD reports of `kernel.version`",
                "patch",
                "there are full, major, minor, revision",
            ),
            expression("{op: Exists}", "revision"),
        ),
        Case(
            expression("{op: Exists}", "vendors", "pci.device"),
            odd(
                "`vendors` is no attribute of an instance that NFD reports of `pci.device`",
                "vendors",
                "did you mean `vendor`?",
            ),
            expression("{op: Exists}", "vendor", "pci.device"),
        ),
        Case(
            expression("{op: Exists}", "AVX3", "cpu.cpuid"),
            odd(
                "`AVX3` is no flag of `cpu.cpuid` that NFD is known to report", "AVX3", "did you mean `AVX` or `AVX2`?"
            ),
            expression("{op: Exists}", "AVX2", "cpu.cpuid"),
        ),
        Case(
            term("{feature: rule.matched, matchExpressions: {vendor.io/avx: {op: Exists}}}"),
            odd("no earlier rule of this document sets `vendor.io/avx`", "vendor.io/avx"),
            f"{AVX}  - name: s\n"
            "    matchFeatures: [{feature: rule.matched, matchExpressions: {vendor.io/avx: {op: Exists}}}]\n",
        ),
        Case(
            custom("{feature: rule.matched, matchExpressions: {rdma.capabel: }}"),
            odd("no earlier rule of this document sets `rdma.capabel`", "rdma.capabel", "did you mean `rdma.capable`?"),
            custom("{feature: rule.matched, matchExpressions: [rdma.capable, rdma.available=true]}"),
        ),
    ],
    codes.UPPER_CASE: [
        Case(
            term("{feature: Kernel.Version, matchExpressions: {major: {op: Exists}}}"),
            odd(
                "NFD looks `Kernel.Version` up as `kernel.version`, but templates and the report of `validate-node` know"
                " it only as it is written",
                "Kernel.Version",
                "write `kernel.version`",
            ),
            term("{feature: kernel.version, matchExpressions: {major: {op: Exists}}}"),
        )
    ],
    codes.FEATURE_NAME: [
        Case(
            term("{feature: local.acme.card, matchName: {op: Exists}}"),
            wrong(
                "`local.acme.card` is not of the form domain.feature, which `kubectl nfd validate` refuses",
                "local.acme.card",
            ),
            GROUP.replace(
                "cpu.cpuid, matchExpressions: {AVX: {op: Exists}}", "local.acme.card, matchName: {op: Exists}"
            ),
        ),
    ],
}
