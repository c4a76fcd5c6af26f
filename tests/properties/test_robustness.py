"""Nothing that a text holds raises, hangs, or is taken for compatible by mistake."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.loader import MemoryLoader
from compatlang.snapshot import EMPTY, Section, Snapshot
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import mentioned

WORDS = [
    *(
        "policy",
        "rule",
        "let",
        "table",
        "feature",
        "closed",
        "domain",
        "import",
        "test",
        "include",
        "require",
        "forbid",
    ),
    *(
        "warn",
        "prefer",
        "when",
        "profile",
        "weight",
        "tag",
        "because",
        "fix",
        "image",
        "source",
        "as",
        "from",
        "edition",
    ),
    *(
        "any",
        "all",
        "none",
        "count",
        "of",
        "and",
        "or",
        "not",
        "in",
        "has",
        "is",
        "like",
        "matches",
        "present",
        "given",
    ),
    *(
        "missing",
        "reported",
        "true",
        "expect",
        "p",
        "x",
        "main",
        "version",
        "kernel.version",
        "pci.device",
        "node.label",
    ),
    *("{", "}", "(", ")", "[", "]", ":", ";", ",", "|", "=", "==", "!=", "<", "<=", "..", "..<", "??", "*", ".", "+="),
    *("1", "5.15", "5.15.*", "0x10de", "16Gi", '"a"', '"', "'", "#", "##", "\n", "\n", "\\", "&&", "$", "@", "1"),
]
"""Words and marks of the language, and some of other languages."""

_ANYTHING = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
_BYTES = st.binary(max_size=60)
FULL = Snapshot(
    "node",
    {
        "kernel.version": Section(attributes={"full": "5.15.0-91-generic"}),
        "node.label": Section(attributes={}),
        "cpu.cpuid": Section(flags=frozenset({"AVX2"})),
        "pci.device": Section(instances=({"vendor": "10de"},)),
    },
)


def _checked(text: str, loader: MemoryLoader | None = None, snapshot: Snapshot = FULL) -> compatlang.Policies:
    """Everything that can be done with a text, done."""
    made = compatlang.compile(text, name="random.compat", loader=loader or MemoryLoader({}))
    for each in made.diagnostics:
        source = made.sources[each.span.file].text
        assert 0 <= each.span.start <= each.span.end <= len(source), each
        assert each.message
        for label in each.labels:
            assert 0 <= label.span.start <= label.span.end <= len(made.sources[label.span.file].text)
    report = made.check(snapshot)
    assert hash(report.results[0].policy if report.results else "") is not None
    if made.failed:
        assert report.verdict == "error"
        assert all(each.verdict == "error" and each.diagnostics for each in report.results)
    made.test()
    with suppress(compatlang.UsageError):
        made.select(["p"]).check(snapshot)
    return made


# Arbitrary texts


@examples(400)
@given(_ANYTHING)
def test_any_text_may_be_a_policy(text: str) -> None:
    _checked(text)


@examples(100)
@given(st.text(st.characters(codec=None), max_size=30))
def test_half_surrogates_may_be_in_a_policy(text: str) -> None:
    _checked(text)
    _checked(f"policy p {{ require a: node.label.x == {json.dumps(text)} }}")
    _checked(f"policy p {{ require a: node.label.x like {json.dumps(text)} }}")
    _checked(f"policy p {{ require a: node.label.x matches {json.dumps(text)} }}")


@examples(100)
@given(_BYTES)
def test_any_bytes_may_be_a_policy_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("policy") / "random.compat"
    path.write_bytes(data)
    with suppress(compatlang.LoadError):
        compatlang.compile_file(path).check(FULL)


@examples(200)
@given(_ANYTHING, st.sampled_from(["x.compat", "x.yaml", "x.json", "x.jsonl", "x"]))
def test_any_text_may_be_a_snapshot(text: str, name: str) -> None:
    reading = compatlang.parse_snapshots(text, name=name)
    for each in reading.diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(text)
    policy = compatlang.compile("policy p { require a: kernel.version >= 5.15 }")
    for snapshot in reading.snapshots:
        policy.check(snapshot)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(("v1", "Node", "NodeFeature")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "apiVersion",
                    "kind",
                    "metadata",
                    "name",
                    "labels",
                    "spec",
                    "features",
                    "flags",
                    "attributes",
                    "instances",
                )
            )
            | st.sampled_from(("elements", "kernel.version", "pci.device", "items", "status", "capacity", "nodeInfo"))
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@examples(200)
@given(_JSON, st.sampled_from(["NodeFeature", "Node", "Features", "List"]))
def test_any_object_may_be_a_snapshot(value: object, kind: str) -> None:
    versions = {"NodeFeature": "nfd.k8s-sigs.io/v1alpha1", "Node": "v1", "List": "v1"}
    spec = {
        "spec": value,
        "status": value,
        "items": value,
        "metadata": {"name": "n", "labels": value},
        "features": value,
    }
    text = json.dumps({"apiVersion": versions.get(kind, "v1"), "kind": kind, **spec})
    policy = compatlang.compile("policy p { require a: kernel.version >= 5.15; }")
    for snapshot in compatlang.parse_snapshots(text).snapshots:
        policy.check(snapshot)


@examples(100)
@given(_BYTES)
def test_any_bytes_may_be_a_snapshot_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("snapshot") / "random.yaml"
    path.write_bytes(data)
    compatlang.read_snapshots(path)


_CELLS = st.sampled_from(
    ["a", "b", "5.15", ">= 5.15", "*", "[a]", '"[""A"", ""B""]"', "", " ", '"', "0x1", "|", "\r", "é"]
)


@examples(300)
@given(
    st.text(max_size=40) | st.lists(st.lists(_CELLS, max_size=3).map(",".join), max_size=4).map("\n".join),
    st.booleans(),
)
def test_any_text_may_be_a_table(table: str, header: bool) -> None:
    loader = MemoryLoader({"t.csv": ("a,b\n" if header else "") + table})
    _checked('table t(a: string, b: version) from "t.csv"\npolicy p { require x: t("A", kernel.version) }', loader)


@examples(200)
@given(_ANYTHING)
def test_any_text_may_be_imported(text: str) -> None:
    loader = MemoryLoader({"m.compat": text, "s.yaml": text})
    _checked('import "./m.compat" as m\npolicy p { require x: m.p(); include m.p; include m.main as y }', loader)
    _checked('policy p { require x: true }\ntest "t" { given snapshot "s.yaml"; expect p: compatible }', loader)


# Valid policies with something wrong in them

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_.]+|\s+|[^\sA-Za-z0-9_.]')


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    tokens = _TOKEN.findall(draw(policies(most=2)))
    for _ in range(draw(st.integers(1, 3))):
        place, other = draw(st.integers(0, len(tokens) - 1)), draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(("drop", "duplicate", "swap", "replace", "insert", "truncate"))):
            case "drop":
                tokens[place] = ""
            case "duplicate":
                tokens.insert(place, tokens[place])
            case "swap":
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case "replace":
                tokens[place] = draw(st.sampled_from(WORDS))
            case "insert":
                tokens.insert(place, draw(st.sampled_from(WORDS)))
            case _:
                tokens = tokens[: max(place, 1)]
    return "".join(tokens)


@examples(250)
@given(st.data())
def test_a_policy_with_a_mistake_in_it_is_checked_too(data: st.DataObject) -> None:
    text = data.draw(_mutated())
    _checked(text, snapshot=data.draw(snapshots(mentioned(text)[:4])))


# Depth and size


def _bounded(text: str, seconds: float = 5, snapshot: Snapshot = FULL) -> compatlang.Policies:
    started = time.perf_counter()
    made = _checked(text, snapshot=snapshot)
    assert time.perf_counter() - started < seconds
    return made


def _refused(text: str, word: str, seconds: float = 5) -> None:
    made = _bounded(text, seconds)
    assert made.failed
    assert any(word in each.message for each in made.diagnostics), [each.message for each in made.diagnostics][:5]


def _accepted(text: str, seconds: float = 5) -> None:
    made = _bounded(text, seconds)
    assert not made.failed, [each.message for each in made.diagnostics][:5]


def _required(condition: str) -> str:
    return f"policy p {{\nrequire a: {condition}\n}}"


FLAG = 'cpu.cpuid has "AVX2"'
NESTED: dict[str, Callable[[int], str]] = {
    "brackets": lambda depth: _required("(" * depth + FLAG + ")" * depth),
    "not": lambda depth: _required("not " * depth + FLAG),
    "any of": lambda depth: _required("any of { " * depth + FLAG + " }" * depth),
    "none of": lambda depth: _required("none of { " * depth + FLAG + " }" * depth),
    "not in brackets": lambda depth: _required("not (" * (depth // 2) + FLAG + ")" * (depth // 2)),
    "and in brackets": lambda depth: _required(f"({FLAG} and " * depth + FLAG + ")" * depth),
    "or in brackets": lambda depth: _required(f"({FLAG} or " * depth + FLAG + ")" * depth),
    "sets": lambda depth: _required("kernel.version in " + "[" * depth + "5.15.*" + "]" * depth),
    "sets in a let": lambda depth: f"let l = {'[' * depth}1{']' * depth}\n" + _required("kernel.version.major in l"),
    "values in brackets": lambda depth: _required("(" * depth + "kernel.version" + ")" * depth + " >= 5.15"),
    "version()": lambda depth: _required("version(" * depth + "kernel.version" + ")" * depth + " >= 5.15"),
    "?? in brackets": lambda depth: _required(
        "(kernel.version ?? " * (depth // 2) + "kernel.version" + ")" * (depth // 2) + " >= 5.15"
    ),
    "when": lambda depth: "policy p {" + f"when {FLAG} {{ " * depth + "require a: true" + " }" * depth + "}",
    "arguments": lambda depth: (
        "rule r(v: version) { v == 5 }\n"
        + _required("r(version(" * (depth // 2) + "kernel.version" + "))" * (depth // 2))
    ),
}


@pytest.mark.parametrize("what", NESTED)
@pytest.mark.parametrize("depth", [20, 60, 63, 64, 65, 70, 1_000, 10_000])
def test_nesting_is_accepted_or_refused(what: str, depth: int) -> None:
    made = _bounded(NESTED[what](depth))
    if depth <= 60 and what not in ("arguments", "any of", "none of"):
        assert not made.failed, [each.message for each in made.diagnostics][:3]
    if depth >= 1_000 and what != "arguments":
        assert made.failed
        assert any("nested deeper than 64 levels" in each.message for each in made.diagnostics)


@pytest.mark.parametrize("length", [10, 1_000, 10_000])
@pytest.mark.parametrize("word", ["and", "or", "\n  and", ";"])
def test_chains_may_be_long(word: str, length: int) -> None:
    condition = f" {word} ".join([FLAG] * length)
    _accepted(f"policy p {{\nrequire a {{ {condition} }}\n}}")
    _accepted(f"policy p {{\nforbid a {{ not ({condition}) }}\n}}" if word != ";" else _required(FLAG))


@pytest.mark.parametrize("length", [10, 60, 65, 10_000])
def test_chains_of_alternatives_are_accepted_or_refused(length: int) -> None:
    text = _required(" ?? ".join(["kernel.version"] * length) + " >= 5.15")
    if length <= 60:
        _accepted(text)
    else:
        _refused(text, "nested deeper than 64 levels")


@pytest.mark.parametrize("length", [10, 24, 40, 1_000, 5_000])
@pytest.mark.parametrize("backwards", [False, True])
def test_chains_of_rules(length: int, backwards: bool) -> None:
    rules = [f"rule r0 {{ {FLAG} }}", *(f"rule r{index} {{ r{index - 1}() }}" for index in range(1, length))]
    text = "\n".join(reversed(rules) if backwards else rules) + "\n" + _required(f"r{length - 1}()")
    if length <= 24:
        _accepted(text)
    else:
        _refused(text, "nests more than 128 deep once what it calls is expanded")


@pytest.mark.parametrize("backwards", [False, True])
def test_chains_of_rules_that_nest(backwards: bool) -> None:
    """Each within the limit of nesting, all of them together far beyond."""
    rules = [f"rule r0(v: version) {{ {FLAG} }}"]
    rules += [
        f"rule r{i}(v: version) {{ {'not (' * 25}any of {{ r{i - 1}(kernel.version ?? v); {FLAG} }}{')' * 25} }}"
        for i in range(1, 30)
    ]
    text = "\n".join(reversed(rules) if backwards else rules) + "\n" + _required("r29(kernel.version)")
    _refused(text, "nests more than 128 deep")


@pytest.mark.parametrize("length", [3, 12, 40, 1_000])
@pytest.mark.parametrize("word", ["and", "or"])
def test_rules_that_double(word: str, length: int) -> None:
    rules = [f"rule r0 {{ {FLAG} }}"]
    rules += [f"rule r{index} {{ r{index - 1}() {word} r{index - 1}() }}" for index in range(1, length)]
    text = "\n".join(rules) + "\n" + _required(f"r{length - 1}()") + "\npolicy q { forbid a: r2() }"
    if length <= 12:
        _accepted(text)
    else:
        _refused(text, "grows to more than 1000000 conditions")


@pytest.mark.parametrize("length", [3, 12, 40, 1_000])
def test_lets_that_double(length: int) -> None:
    lets = ["let l0 = 5.15.*", *(f"let l{index} = [l{index - 1}, l{index - 1}]" for index in range(1, length))]
    text = "\n".join(lets) + "\n" + _required(f"kernel.version in l{length - 1}")
    if length <= 12:
        _accepted(text)
    else:
        _refused(text, "has more than 10000 members once the `let`s in it are expanded")


@pytest.mark.parametrize("length", [10, 25, 40, 5_000])
@pytest.mark.parametrize("backwards", [False, True])
def test_chains_of_lets(length: int, backwards: bool) -> None:
    lets = ["let l0 = 5.15.*", *(f"let l{index} = l{index - 1}" for index in range(1, length))]
    text = "\n".join(reversed(lets) if backwards else lets) + "\n" + _required(f"kernel.version in l{length - 1}")
    if length <= 25:
        _accepted(text)
    else:
        _refused(text, "nests more than 128 deep")


@pytest.mark.parametrize("brackets", [1, 60])
@pytest.mark.parametrize("backwards", [False, True])
def test_lets_that_nest(brackets: int, backwards: bool) -> None:
    lets = ["let l0 = 5.15.*"]
    lets += [f"let l{index} = {'[' * brackets}l{index - 1}{']' * brackets}" for index in range(1, 25)]
    text = "\n".join(reversed(lets) if backwards else lets) + "\n" + _required("kernel.version in l24")
    if brackets == 1:
        _accepted(text)
    else:
        _refused(text, "nests more than 128 deep")


def test_a_let_may_be_used_often() -> None:
    lets = ["let l0 = [" + ", ".join(f"1.{minor}" for minor in range(100)) + "]"]
    lets.append("let l1 = [" + ", ".join(["l0"] * 99) + "]")
    required = "\n".join(f"require a{index}: kernel.version in l1" for index in range(20))
    _accepted("\n".join(lets) + f"\npolicy p {{\n{required}\n}}", 20)
    required = "\n".join(f"require a{index}: kernel.version in l1" for index in range(1_000))
    _refused("\n".join(lets) + f"\npolicy p {{\n{required}\n}}", "grows to more than 1000000 conditions")


@pytest.mark.parametrize("length", [10, 32, 33, 100, 5_000])
@pytest.mark.parametrize("backwards", [False, True])
def test_chains_of_features(length: int, backwards: bool) -> None:
    chain = ["closed feature a.f0: version = kernel.version"]
    chain += [f"closed feature a.f{index}: version = a.f{index - 1}" for index in range(1, length)]
    text = "\n".join(reversed(chain) if backwards else chain) + "\n" + _required(f"a.f{length - 1} >= 5.15")
    if length <= 32:
        _accepted(text)
    else:
        _refused(text, "features are declared from each other more than 32 deep")


@pytest.mark.parametrize("source", ["version({})", "(node.label.x ?? {})", "version(kernel.version ?? {})"])
@pytest.mark.parametrize("levels", [1, 20, 30])
def test_features_that_nest(source: str, levels: int) -> None:
    """Each within the limit of nesting, all of them together far beyond."""
    chain = ["closed feature a.f0: version = kernel.version"]
    for index in range(1, 32):
        value = f"a.f{index - 1}"
        for _ in range(levels):
            value = source.format(value)
        chain.append(f"closed feature a.f{index}: version = {value}")
    text = "\n".join(chain) + "\n" + _required("not (" * 5 + "a.f31 >= 5.15" + ")" * 5)
    made = _bounded(text)
    assert made.failed == (levels > 1)
    if made.failed:
        assert any(re.match("feature `a.f[0-9]+` nests more than 128 deep", each.message) for each in made.diagnostics)


@pytest.mark.parametrize("condition", ["a.f{} >= 5.15", "r{}(a.f{}) and r{}(5)", "not ({} in 1 and a.f{} == 5)"])
def test_what_just_fits_can_be_evaluated(condition: str) -> None:
    """Of features and rules the deepest that is accepted; the stack suffices for evaluating and explaining it."""
    features = ["closed feature a.f0: version = node.label.y"]
    features += [
        f"closed feature a.f{i}: version = version(kernel.version ?? version(a.f{i - 1}))" for i in range(1, 32)
    ]
    rules = ["rule r0(v: version) { not (v >= 5.15 and v >= 5.15 and a.f20 == 5) }"]
    rules += [f"rule r{i}(v: version) {{ not (r{i - 1}(v) and (r{i - 1}(v) or a.f30 == v)) }}" for i in range(1, 10)]
    for place in range(10):
        filled = condition.replace("{}", "kernel.version.major", 1) if condition.startswith("not") else condition
        text = "\n".join([*features, *rules]) + "\n" + _required(filled.replace("{}", str(place)))
        _bounded(text, 10)


@pytest.mark.parametrize("length", [5, 15, 24, 200])
@pytest.mark.parametrize("body", ["", "require z: false"])
def test_includes_that_double(length: int, body: str) -> None:
    """Every include with arguments of its own, so that none is the same as another."""
    parameters = [f"a{index}" for index in range(min(length, 30))]
    signature = ", ".join(f"{each}: int" for each in parameters)
    parts = [f"policy p0({signature}) {{ {body} }}"]
    for index in range(1, length):
        one, two = (", ".join(number if each == f"a{index % 30}" else each for each in parameters) for number in "12")
        parts.append(f"policy p{index}({signature}) {{ include p{index - 1}({one}) as a")
        parts.append(f"include p{index - 1}({two}) as b }}")
    parts.append(f"policy main {{ include p{length - 1}({', '.join('0' for _ in parameters)}) as c }}")
    text = "\n".join(parts)
    if length <= 15:
        _accepted(text, 10)
    else:
        _refused(text, "grows to more than 100000 statements")


@pytest.mark.parametrize("length", [10, 25, 40, 1_000])
@pytest.mark.parametrize("backwards", [False, True])
def test_chains_of_includes(length: int, backwards: bool) -> None:
    parts = ["policy p0 { require a: true }"]
    parts += [f"policy p{index} {{ include p{index - 1} }}" for index in range(1, length)]
    made = _bounded("\n".join(reversed(parts) if backwards else parts))
    assert made.failed == (length > 31)


def test_whens_multiply() -> None:
    guard = " and ".join([FLAG] * 1_000)
    inner = "\n".join(f"require a{index}: true" for index in range(100))
    _accepted(f"policy p {{ when {guard} {{ {inner} }} }}")
    _refused("policy p {" + f"when {guard} {{ " * 20 + inner + "}" * 20 + "}", "grows to more than 1000000 conditions")
    base = f"policy base {{ {inner} }}\n"
    _refused(
        base + "policy p {" + f"when {guard} {{ " + "\n".join(f"include base as b{i}" for i in range(20)) + "} }",
        "grows to more than 1000000 conditions",
    )


@pytest.mark.parametrize("length", [30, 33, 100])
def test_chains_of_imports(length: int) -> None:
    files = {f"m{index}.compat": f'import "./m{index + 1}.compat" as next' for index in range(1, length)}
    files[f"m{length}.compat"] = "rule r { true }"
    made = _checked('import "./m1.compat" as next\npolicy p { require a: true }', MemoryLoader(files))
    assert made.failed == (length > 32)


@pytest.mark.parametrize("kind", ["circle", "self"])
def test_circles(kind: str) -> None:
    other = "1" if kind == "circle" else "0"
    for text in (
        f"let l0 = [l{other}]\nlet l1 = [l0]",
        f"rule r0 {{ r{other}() }}\nrule r1 {{ r0() }}",
        f"policy p0 {{ include p{other} }}\npolicy p1 {{ include p0 }}",
        f"feature a.f0: int = a.f{other}\nfeature a.f1: int = a.f0",
    ):
        _refused(text, "by itself")
    loader = MemoryLoader({"a.compat": 'import "./a.compat" as a', "b.compat": 'import "./a.compat" as b'})
    assert _checked('import "./a.compat" as a', loader).failed


def test_a_folder_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "y.json").write_text("[" * 100_000)
    (tmp_path / "z.yaml").write_text("a: &a [*a, *a]")
    reading = compatlang.read_snapshots(tmp_path, tmp_path / "none")
    assert not reading.snapshots
    assert {each.severity for each in reading.diagnostics} == {"error"}


@pytest.mark.parametrize(
    "text", ["0" * 5_000, "9" * 5_000, "1" + "a" * 5_000, "1" + "-1" * 100 + "!", "-" * 5_000, "\ud800"]
)
@pytest.mark.parametrize("type_", ["bool", "int", "string", "version", "quantity", "id"])
def test_values_may_be_long_and_odd(text: str, type_: str) -> None:
    made = _bounded(
        f"closed feature a.f: {type_} = node.label.x\n"
        "policy p { require a: a.f is missing; require b: a.f == a.f; require c: version(node.label.x) >= 5 }",
        snapshot=Snapshot("n", {"node.label": Section(attributes={"x": text})}),
    )
    assert not made.failed
    assert made.check(EMPTY).verdict == "unknown"
