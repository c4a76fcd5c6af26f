"""What is wrong with a document as a whole: its text, its kind, its fields."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from tests.nfd.findings.samples import AVX, CUSTOM, GROUP, IMAGE, NODE, SET, Case, custom, image, odd, rule, wrong

OF_DOCUMENTS: Mapping[Code, list[Case]] = {
    codes.NOT_A_DOCUMENT: [
        Case("# nothing\n---\n", wrong("the file has no document", ""), AVX),
        Case("12\n", wrong("a document of NFD is a mapping, or a list of rules for custom.d", "12"), CUSTOM),
        Case(
            "version: v1alpha1\n",
            wrong("the document has no `kind`, and no `compatibilities` as an image has", "version: v1alpha1"),
            IMAGE,
        ),
        Case(
            AVX.replace("NodeFeatureRule", "NodeFeatureRules"),
            wrong(
                "`NodeFeatureRules` is no kind of NFD that can be evaluated",
                "NodeFeatureRules",
                "did you mean `NodeFeatureRule`?",
            ),
            AVX,
        ),
        Case(
            f"apiVersion: nfd.k8s-sigs.io/v1\n{AVX}",
            wrong(
                "`nfd.k8s-sigs.io/v1` is no version of NodeFeatureRule that is known",
                "nfd.k8s-sigs.io/v1",
                "write `nfd.k8s-sigs.io/v1alpha1`",
            ),
            f"apiVersion: nfd.k8s-sigs.io/v1alpha1\n{AVX}",
        ),
        Case(
            NODE,
            wrong("a NodeFeature says what a node has, and requires nothing", "NodeFeature", "name it with --snapshot"),
            GROUP,
        ),
        Case("---\n".join([AVX] * 101), wrong("a file has at most 100 documents", "---"), "---\n".join([AVX] * 100)),
    ],
    codes.UNRENDERED: [
        Case(
            AVX.replace("known", "{{ .Values.value }}"),
            wrong(
                "line 5 is an action of a Helm template, and the document cannot be read as YAML with it",
                "{{ .Values.value }}",
                "render the chart with `helm template` first",
            ),
            AVX.replace("known", "'{{ .Values.value }}'").replace("labels", "vars"),
        ),
        Case(
            f"{AVX}{{{{- if",
            wrong(
                "line 7 is an action of a Helm template, and the document cannot be read as YAML with it",
                "{{",
                "render the chart with `helm template` first",
            ),
            f"{AVX}# {{{{- if",
        ),
    ],
    codes.REFUSED: [
        Case(
            custom("{feature: kernel.version, matchExpressions: {minor: {op: Ge, value: [5]}}}"),
            wrong('invalid Op "Ge"', "Ge"),
            custom("{feature: kernel.version, matchExpressions: {minor: {op: Gt, value: '4'}}}"),
        ),
        Case(
            custom("{feature: kernel.version, matchName: {op: Exists, value: [a]}}"),
            wrong('value must be empty for Op "Exists" (have [a])', "{op: Exists, value: [a]}"),
            custom("{feature: kernel.version, matchName: a}"),
        ),
    ],
    codes.MORE_DOCUMENTS: [
        Case(
            f"{IMAGE}---\n{IMAGE}",
            odd("NFD reads the first document of such a file only, and so this is left out", "---"),
            f"{AVX}---\n{IMAGE}",
        ),
        Case(
            f"{CUSTOM}--- # another\n12\n---\n13\n",
            odd("NFD reads the first document of such a file only, and so this is left out", "---"),
            f"# one\n---\n{CUSTOM}\n---\n# nothing\n...\n",
        ),
    ],
    codes.UNKNOWN_FIELD: [
        Case(
            rule("label: {vendor.io/avx: known}"),
            odd("`label` is no field here, and NFD passes over it without a word", "label", "did you mean `labels`?"),
            rule("Labels: {vendor.io/avx: known}"),
        ),
        Case(
            f"{AVX}data: 1\n",
            odd("`data` is no field here, and NFD passes over it without a word", "data"),
            f"{AVX}status: {{}}\nmetadata: {{uid: a, creationTimestamp: null}}\n",
        ),
        Case(
            image(f"compatibilities: [{SET.replace('rules', 'labels: {}, rules')}]"),
            odd("`labels` is no field here, and NFD passes over it without a word", "labels"),
            image(f"compatibilities: [{SET.replace('rules', 'tag: a, weight: 1, description: b, rules')}]"),
        ),
        Case(
            custom("{feature: kernel.version, matchExpressions: {minor: {op: Gt, value: '5', type: version}}}"),
            odd("`type` is no field here, and NFD passes over it without a word", "type"),
            custom("{feature: kernel.version, matchExpressions: {minor: {OP: Gt, Value: '5'}, major: ['4'], full: }}"),
        ),
    ],
    codes.SPEC_VERSION: [
        Case(
            IMAGE.replace("v1alpha1", "v1"),
            odd("the version is `v1`; NFD does not look at it, and the only one that there is is `v1alpha1`", "v1"),
            IMAGE,
        ),
        Case(
            f"compatibilities: [{SET}]\n",
            odd(
                "there is no version; NFD does not look at it, and the only one that there is is `v1alpha1`",
                f"compatibilities: [{SET}]",
            ),
            IMAGE,
        ),
    ],
    codes.EMPTY: [
        Case(
            image("compatibilities: []"),
            odd("there is no compatibility set, so nothing is said of any node", "[]"),
            IMAGE,
        ),
        Case(
            "kind: NodeFeatureGroup\nspec: {featureGroupRules: }\n",
            odd("there are no rules, so no node belongs to the group", "{featureGroupRules: }"),
            GROUP,
        ),
        Case(
            "kind: NodeFeatureRule\n",
            odd("there are no rules, so nothing is put on any node", "kind: NodeFeatureRule"),
            AVX,
        ),
        Case("[]\n", odd("there are no rules, so nothing is put on any node", "[]"), CUSTOM),
    ],
}
