"""The API for embedding: what a controller relies on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import compatlang

NODE = """\
{"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeature",
 "metadata": {"name": "a"},
 "spec": {"features": {"attributes": {"kernel.version": {"elements": {"full": "6.8.0-45-generic"}}},
                       "flags": {"kernel.loadedmodule": {"elements": {"overlay": {}}}}}}}
"""


def node() -> compatlang.Snapshot:
    (snapshot,) = compatlang.parse_snapshots(NODE).snapshots
    return snapshot


def test_a_policy_checks_a_node() -> None:
    policies = compatlang.compile("policy p { require new: kernel.version >= 6.9 }")
    report = policies.check(node())
    assert report.node == "a"
    assert report.verdict == "incompatible"
    (result,) = report.results
    (requirement,) = result.open()
    assert requirement.name == "new"
    (reason,) = requirement.reasons
    assert (reason.subject, reason.observed, reason.accepted) == ("kernel.version", "6.8.0-45-generic", ">= 6.9")


def test_policies_compiled_apart_never_mix() -> None:
    one = compatlang.compile("feature acme.x: int = node.label.x\npolicy p { require r: kernel.version >= 6.8 }")
    other = compatlang.compile("feature acme.x: string = node.label.y\npolicy p { require r: kernel.version < 6.8 }")
    assert not one.failed
    assert not other.failed
    assert one.check(node()).verdict == "compatible"
    assert other.check(node()).verdict == "incompatible"
    unknown = compatlang.compile("policy q { require r: acme.x == 1 }")
    assert [each.code for each in unknown.diagnostics] == ["unknown-feature"]


def test_a_faulty_policy_checks_as_error() -> None:
    policies = compatlang.compile("policy p { require r: kernel.verison >= 6.8 }\npolicy q { require r: true }")
    assert policies.failed
    report = policies.check(node())
    assert report.verdict == "error"
    assert all(each.verdict == "error" and each.diagnostics for each in report.results)
    assert policies.test() == ()
    assert policies.select(["p"]).check(node()).verdict == "error"


def test_a_warning_does_not_make_a_policy_faulty() -> None:
    policies = compatlang.compile("policy p { require r: true }\n## nothing below\n")
    assert [each.severity for each in policies.diagnostics] == ["warning"]
    assert policies.check(node()).verdict == "compatible"


def test_an_empty_text_has_no_policies_and_an_unknown_verdict() -> None:
    report = compatlang.compile("").check(node())
    assert report.results == ()
    assert report.verdict == "unknown"


def test_parameters_and_policies_are_selected() -> None:
    policies = compatlang.compile(
        "policy p(v: version) { require r: kernel.version >= v }\npolicy q(n: int = 2) { require s: n >= 2 }"
    )
    assert policies.policies == ("q",)
    assert policies.select(parameters={"v": "6.8"}).policies == ("p", "q")
    assert policies.select(["p"], {"v": "6.9"}).check(node()).verdict == "incompatible"
    assert policies.select(["q"], {"n": "1"}).check(node()).verdict == "incompatible"


@pytest.mark.parametrize(
    ("names", "parameters", "tags", "message"),
    [
        (["trian"], {}, [], "has no policy `trian`: did you mean `train`?"),
        (["train"], {}, [], "needs the parameter `v`, version"),
        (["train"], {"v": "x.y"}, [], "`x.y` is no version"),
        (["train"], {"v": "1.2", "w": "1"}, [], "has a parameter `w`"),
        ([], {"v": "1.2"}, ["nope"], "has the tag `nope`: tags are t"),
    ],
)
def test_a_wrong_selection_is_misuse(
    names: list[str], parameters: dict[str, str], tags: list[str], message: str
) -> None:
    policies = compatlang.compile(
        'policy train(v: version) { require r: kernel.version >= v\n profile a weight 1 tag "t" { require s: true } }\n'
    )
    with pytest.raises(compatlang.UsageError) as raised:
        policies.select(names, parameters, tags)
    assert message in str(raised.value)


def test_tags_keep_the_profiles_that_have_one() -> None:
    policies = compatlang.compile(
        "policy p {\n"
        ' profile old weight 9 tag "cu11" { require r: true }\n'
        ' profile new weight 1 tag "cu12" { require r: true }\n'
        "}\n"
    )
    assert policies.check(node()).results[0].chosen == ("old",)
    assert policies.select(tags=["cu12"]).check(node()).results[0].chosen == ("new",)


def test_imports_come_from_the_loader_alone() -> None:
    text = 'import "./site.compat" as site\npolicy p { include site.base }'
    assert [each.code for each in compatlang.compile(text).diagnostics] == ["cannot-load"]
    loader = compatlang.MemoryLoader({"site.compat": "policy base { require r: kernel.version >= 6.9 }"})
    report = compatlang.compile(text, loader=loader).check(node())
    assert [each.name for each in report.results[0].open()] == ["site.base/r"]


def test_threads_share_policies_and_compile_at_once() -> None:
    text = "let lts = [6.1.*, 6.6.*]\npolicy p { require r: kernel.version in lts or kernel.version >= 6.%d }"
    shared = compatlang.compile(text % 9)
    expected = shared.check(node())

    def work(number: int) -> tuple[compatlang.Report, str]:
        own = compatlang.compile(text % (number % 12))
        return shared.check(node()), own.check(node()).verdict

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(120)))
    assert all(report == expected for report, _ in results)
    assert [verdict for _, verdict in results] == [
        "compatible" if number % 12 <= 8 else "incompatible" for number in range(120)
    ]
