"""Changes as sentences: `upgrade nvidia.driver from 525.60.13 to 550.54.14 or newer`, `load kernel module ib_uverbs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compatlang.analyze.nearest.change import Added, Attribute, Change, Feature, Flag, Removed, Report, Text
from compatlang.analyze.nearest.kinds import Kind
from compatlang.evaluate.explain.wording import instance_name
from compatlang.ir.accepted import Accepted, Names
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.show import show_value
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.pattern import show_literal
from compatlang.values.scalar import Key, ScalarType
from compatlang.values.show import show_set

if TYPE_CHECKING:
    from compatlang.analyze.nearest.pool import Pool
    from compatlang.analyze.nearest.search import Question

_MODULES = frozenset({"kernel.loadedmodule", "kernel.enabledmodule"})
_FIRST_NAMES = ("vendor", "class", "device")
_MOST_NAMES = 6
_ANY = "any value"


class Wording:
    """Says what to do on one node."""

    def __init__(self, question: Question, pool: Pool) -> None:
        self._question = question
        self._pool = pool

    def sentence(self, change: Change, accepted: Accepted | None) -> str:
        """A change; `accepted` is all that the value may become, where that is known."""
        effect = change.effects[0]
        match effect:
            case Report(domain):
                return f"report {domain}"
            case Flag(domain, name, present):
                return _flag(change.kind, domain, name, present)
            case Feature(path):
                return f"report {path}, which has to be {_wanted(change, accepted)}"
            case Text(domain, name):
                return self._text(change, change.feature or _path(domain, name), accepted)
            case Attribute(domain, place, name):
                return self._text(change, f"{name} of {self._instance(domain, place)}", accepted)
            case Added(domain, record, times):
                return self._added(change.kind, domain, dict(record), times)
            case Removed(domain, place):
                lead = "a machine without" if change.kind is Kind.HARDWARE else "remove"
                return f"{lead} {self._instance(domain, place)}"

    def _text(self, change: Change, subject: str, accepted: Accepted | None) -> str:
        if change.after is None:
            lead = "a machine without" if change.kind is Kind.HARDWARE else "remove"
            return f"{lead} {subject}"
        wanted = _wanted(change, accepted)
        if change.kind is Kind.REPORT:
            return f"report {subject}, which has to be {wanted}"
        if change.kind is Kind.HARDWARE:
            return f"a machine with {subject} {wanted}" + (f", not {change.before}" if change.before else "")
        if subject.startswith("kernel.config."):
            return f"boot a kernel that is built with {_option(change, subject, wanted)}"
        return _set(change, subject, wanted) + (", in the firmware" if change.kind is Kind.FIRMWARE else "")

    def _added(self, kind: Kind, domain: str, record: dict[str, str], times: int) -> str:
        names = sorted(
            record, key=lambda each: (_FIRST_NAMES.index(each) if each in _FIRST_NAMES else len(_FIRST_NAMES), each)
        )
        parts = [self._attribute(domain, name, record[name]) for name in names]
        described = f", such as with {' and '.join(parts)}" if parts else ""
        if kind is Kind.REPORT:
            return f"report {domain}, which has to have {_number(times)}{described}"
        lead = "a machine with" if kind is Kind.HARDWARE else "add"
        return f"{lead} {_number(times)} more {domain}{described}"

    def _attribute(self, domain: str, name: str, text: str) -> str:
        """An attribute and its text as a policy writes it."""
        element = self._question.domains[domain].element(name)
        type_: ScalarType = element.type if element is not None else "string"
        keys = self._pool.keys(domain, name, text)
        if type_ == "id":
            return f"{name} 0x{text}"
        wanted = show_literal(type_, text) if keys is None else _range(type_, text, keys)
        return f"any {name}" if wanted == _ANY else f"{name} {wanted}"

    def _instance(self, domain: str, place: int) -> str:
        section = self._question.snapshot.sections[domain]
        assert section.instances is not None
        name = instance_name(domain, place, section.instances[place])
        return name if name.startswith(domain) else f"{domain} {name}"


def _path(domain: str, name: str) -> str:
    """An element as a policy names it."""
    return show_value(typed.Element(domain, name, "string", span=Span("", 0, 0)))


def _flag(kind: Kind, domain: str, name: str, present: bool) -> str:
    if kind is Kind.REPORT:
        return f"report {domain}, which has to have {name}"
    if domain in _MODULES:
        return f"{'load' if present else 'unload'} kernel module {name}"
    if kind is Kind.HARDWARE:
        what = "processor" if domain == "cpu.cpuid" else "machine"
        of = "" if domain == "cpu.cpuid" else f"{domain} "
        return f"a {what} {'with' if present else 'without'} {of}{name}"
    return f"{'add' if present else 'remove'} {name} {'to' if present else 'from'} {domain}"


def _option(change: Change, subject: str, wanted: str) -> str:
    """A build option as the kernel's own configuration writes it, where only one value will do."""
    option = subject.replace("kernel.config.", "CONFIG_")
    only = wanted == show_literal(change.type, change.after or "")
    return f"{option}={change.after}" if only else f"{option} set to {wanted}"


def _set(change: Change, subject: str, wanted: str) -> str:
    """To give a value another text, or one at all."""
    if wanted == _ANY:
        return f"see to it that there is {subject}"
    if change.before is not None:
        return f"{_verb(change)} {subject} from {change.before or 'an empty text'} to {wanted}"
    return f"install {subject} {wanted}" if _is_installed(change) else f"set {subject} to {wanted}"


def _is_installed(change: Change) -> bool:
    return change.kind is Kind.SOFTWARE and change.type == "version"


def _verb(change: Change) -> str:
    """Versions are upgraded or downgraded; what is no version is changed."""
    if change.type != "version" or change.before is None or change.after is None:
        return "change"
    before, after = scalar.parse("version", change.before), scalar.parse("version", change.after)
    if before is None:
        return "change"
    return "upgrade" if after > before else "downgrade"


def _wanted(change: Change, accepted: Accepted | None) -> str:
    assert change.after is not None
    if accepted is None:
        return show_literal(change.type, change.after)
    return _range(change.type, change.after, accepted)


def _range(type_: ScalarType, text: str, accepted: Accepted) -> str:
    """A text and what else is accepted around it: "550.54.14 or newer", "1.22 (any of 1.22.*)"."""
    key = scalar.parse(type_, text)
    if isinstance(accepted, Names):
        return _names(type_, text, accepted)
    around = next((each for each in accepted.intervals if _is_in(key, each)), (key, None))
    low, high = around
    if (low, high) == (None, None):
        return _ANY
    if high is None:
        return f"{text} or {'newer' if type_ == 'version' else 'more'}"
    if low is None:
        return f"{text} or {'older' if type_ == 'version' else 'less'}"
    if high == scalar.successor(type_, key) and low == key:
        return text
    shown = show_set(type_, IntervalSet([around]))
    return text if shown == text else f"{text} (accepted: {shown})"


def _is_in(key: Key, interval: tuple[Key | None, Key | None]) -> bool:
    return key in IntervalSet([interval])


def _names(type_: ScalarType, text: str, accepted: Names) -> str:
    names = sorted(show_literal(type_, str(each)) for each in accepted.keys)
    listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    if accepted.excluded:
        return f"anything but {listed}" if names else _ANY
    return show_literal(type_, text) if len(names) == 1 or type_ == "bool" else f"one of {listed}"


def _number(times: int) -> str:
    return "one" if times == 1 else str(times)
