"""What nfd-master lets through of what rules yield, after the filters of pkg/nfd-master/nfd-master.go."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from compatlang.nfd import validate
from compatlang.nfd.dynamic import resolve
from compatlang.nfd.features import Features
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.nfd.go.regexp import Pattern, compile_
from compatlang.nfd.model import Taint

Kind = Literal["label", "annotation", "extended resource", "taint"]


class Config(msgspec.Struct, frozen=True):
    """The settings of nfd-master that decide what is let through, with its defaults.

    A namespace of `deny_label_ns` that begins with `*` stands for all that end so. `auto_prefix` is the opposite of the
    feature gate `DisableAutoPrefix`.
    """

    deny_label_ns: frozenset[str] = frozenset()
    extra_label_ns: frozenset[str] = frozenset()
    label_white_list: str = ""
    enable_taints: bool = False
    auto_prefix: bool = True


DEFAULT = Config()


class Dropped(msgspec.Struct, frozen=True):
    """Something that a rule yields and nfd-master does not put on the node, with what its log says about it."""

    kind: Kind
    key: str
    value: str
    why: str


class Filtered(msgspec.Struct, frozen=True):
    """What is let through, and what is not."""

    kept: Mapping[str, str]
    dropped: tuple[Dropped, ...] = ()


def all_labels(given: Mapping[str, str], features: Features, config: Config = DEFAULT) -> Filtered:
    """Labels, those with `@` values resolved."""
    return _filter("label", given, lambda key, value: _label(key, value, features, config))


def all_extended_resources(given: Mapping[str, str], features: Features, config: Config = DEFAULT) -> Filtered:
    """Extended resources, those with `@` values resolved."""

    def check(key: str, value: str) -> str | GoError:
        resolved = resolve(value, features)
        return resolved if isinstance(resolved, GoError) else _unless(validate.extended_resource, key, resolved, config)

    return _filter("extended resource", given, check)


def all_annotations(given: Mapping[str, str], config: Config = DEFAULT) -> Filtered:
    """Annotations; an `@` means nothing there."""
    return _filter("annotation", given, lambda key, value: _unless(validate.annotation, key, value, config))


def all_taints(given: Iterable[Taint], config: Config = DEFAULT) -> tuple[tuple[Taint, ...], tuple[Dropped, ...]]:
    """Taints; unless nfd-master is told to set them it sets none."""
    if not config.enable_taints:
        why = "taints are not enabled"
        return (), tuple(Dropped("taint", each.key, each.value, why) for each in given)
    checked = [(each, validate.taint(each)) for each in given]
    refused = tuple(Dropped("taint", each.key, each.value, wrong.text) for each, wrong in checked if wrong)
    return tuple(each for each, wrong in checked if not wrong), refused


def prefixed(given: Mapping[str, str], config: Config = DEFAULT) -> dict[str, str]:
    """The same with NFD's namespace on the keys that have none; a key that is written with it wins.

    Go joins them as a path, so that `.` and the empty key both become the namespace alone, which no filter lets through.
    """
    if not config.auto_prefix:
        return dict(given)
    out = {key: value for key, value in given.items() if "/" in key}
    for key, value in sorted(given.items()):
        if "/" not in key:
            out.setdefault(posixpath.normpath(f"{validate.FEATURE_NAMESPACE}/{key}"), value)
    return out


def _label(key: str, value: str, features: Features, config: Config) -> str | GoError:
    """A namespace that is allowed on purpose excuses whatever else is wrong with the label."""
    resolved = resolve(value, features)
    if isinstance(resolved, GoError):
        return resolved
    namespace = validate.namespace_of(key)
    wrong = validate.label(key, resolved)
    if wrong == validate.NAMESPACE_NOT_ALLOWED or _denied(namespace, config):
        if namespace not in config.extra_label_ns:
            return GoError(f"namespace {quote(namespace)} is not allowed")
    elif wrong and (config.auto_prefix or wrong != validate.UNPREFIXED):
        return wrong
    base = key[len(namespace) + 1 :] if "/" in key else key
    white = compile_(config.label_white_list) if config.label_white_list else None
    if isinstance(white, Pattern) and not white.search(base):
        return GoError(f"{base} ({key}) does not match the whitelist ({config.label_white_list})")
    return resolved


def _denied(namespace: str, config: Config) -> bool:
    return any(
        namespace.endswith(each.lstrip("*")) if each.startswith("*") else namespace == each
        for each in config.deny_label_ns
    )


def _unless(check: validate.Check, key: str, value: str, config: Config) -> str | GoError:
    """The value, unless the check finds something; without prefixes of its own nfd-master lets unprefixed keys through."""
    wrong = check(key, value)
    return wrong if wrong and (config.auto_prefix or wrong != validate.UNPREFIXED) else value


def _filter(kind: Kind, given: Mapping[str, str], check: Callable[[str, str], str | GoError]) -> Filtered:
    checked = {key: check(key, value) for key, value in sorted(given.items())}
    dropped = tuple(
        Dropped(kind, key, given[key], each.text) for key, each in checked.items() if isinstance(each, GoError)
    )
    return Filtered({key: each for key, each in checked.items() if not isinstance(each, GoError)}, dropped)
