"""`check --workloads` as text: what runs where it should not, then what is unknown, then what could not move.

    ml/train-7d9f (ReplicaSet, 3 Pods)  registry.example/ml/train@sha256:ab12cd34ef56…
      runs where it should not: gpu-b02 (1 Pod)
        incompatible with train
          driver  gpu.driver is 525.60.13, needs >= 550.54.14    train.compat:34
      could run on 12 of 40 nodes; 26 incompatible, 2 unknown

    12 workloads: 1 runs where it should not, 2 could not move, 3 unknown, 6 fit; 28 more carry no policy
    38 images looked up, 31 carry no policy, 2 not looked up

However many there are, it takes at most `MOST_LINES` lines unless all is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compatlang.cli.image_policies import described
from compatlang.cli.placement import WORST_FIRST, State, Workload, counts
from compatlang.cli.show.limits import MOST_LINES
from compatlang.cli.show.words import counted, some
from compatlang.cli.show.workload_reasons import reason_lines
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain

if TYPE_CHECKING:
    from compatlang.cli.pod_images import Image
    from compatlang.cli.workload_images import Looked
    from compatlang.cli.workloads import Found

_DIGEST_CHARACTERS = len("sha256:") + 12
"""Of a digest so much is shown, which is enough to find it."""

_MOST_WHYS = 5
"""Reasons why images were not looked up, before the rest is counted."""


class _Words(NamedTuple):
    """What is said of one workload in a state, and of several."""

    one: str
    several: str


_WORDS: dict[State, _Words] = {
    "error": _Words("has a policy that cannot be evaluated", "have policies that cannot be evaluated"),
    "misplaced": _Words("runs where it should not", "run where they should not"),
    "nowhere": _Words("waits and fits no node", "wait and fit no node"),
    "unknown": _Words("unknown", "unknown"),
    "stuck": _Words("could not move", "could not move"),
    "fits": _Words("fits", "fit"),
    "silent": _Words("carries no policy", "carry no policy"),
}


def workload_lines(found: Found, paint: Paint, *, verbose: bool) -> list[str]:
    """The whole output. Nodes are explained only where that is shown."""
    view = _View(found, paint, verbose)
    summary = [*view.not_looked_up(), *view.summary()]
    lines = view.blocks(MOST_LINES - len(summary) - 2)
    return [*lines, *([""] if lines else []), *summary]


class _View:
    """What was found, and how it is shown."""

    def __init__(self, found: Found, paint: Paint, verbose: bool) -> None:
        self._found = found
        self._paint = paint
        self._verbose = verbose

    def blocks(self, room: int) -> list[str]:
        """The workloads, one after the other, as many as there is room for; the last line then says how many more there are."""
        told = [each for each in self._found.judged if self._verbose or self._is_told(each)]
        lines: list[str] = []
        for number, each in enumerate(told):
            block = list(self._block(each))
            if not self._verbose and len(lines) + len(block) > room:
                return [*lines, *(block[: room - 1] if not lines else ()), _rest(told[number:])]
            lines += block
        return lines

    def not_looked_up(self) -> Iterator[str]:
        """The images of which nobody can say what they need, by the reason for it; what failed comes first."""
        whys: dict[tuple[bool, str], list[str]] = {}
        for each in {each.name: each for each in self._found.images.values() if each.why}.values():
            whys.setdefault((not each.failed, each.why), []).append(each.name)
        ordered = sorted(whys.items(), key=lambda each: (each[0][0], -len(each[1])))
        shown = ordered if self._verbose else ordered[:_MOST_WHYS]
        for (sound, why), names in shown:
            word = self._paint.yellow("not looked up") if sound else self._paint.red("error")
            listed = some(names, len(names) if self._verbose else 2)
            yield f"{word}: {plain(why)}" + ("" if len(names) == 1 and names[0] in why else f" ({listed})")
        if len(shown) < len(ordered):
            left = sum(len(names) for _, names in ordered[len(shown) :])
            yield f"… and {counted(left, 'image')} more that could not be looked up; --verbose shows them all"

    def summary(self) -> Iterator[str]:
        """How many workloads there are in which state, and how many images."""
        states = Counter(each.state for each in self._found.workloads)
        silent = states.pop("silent", 0)
        judged = states.total()
        told = [self._coloured(state, _counted(state, states[state])) for state in WORST_FIRST if states[state]]
        rest = f"; {silent} more {_word('silent', silent)}" if silent else ""
        if judged:
            yield f"{counted(judged, 'workload')}: {', '.join(told)}{rest}"
        elif silent:
            yield f"no workload is judged: {_counted('silent', silent)}"
        yield self._images()

    def _is_told(self, workload: Workload) -> bool:
        """Whether there is something to say of a workload that is not said of its images already."""
        if workload.state == "unknown":
            return not any(self._found.images[each].why for each in workload.images)
        return workload.state != "fits"

    def _block(self, workload: Workload) -> Iterator[str]:
        pods = counted(len(workload.pods), "Pod")
        about = pods if workload.owner.kind == "Pod" else f"{plain(workload.owner.kind)}, {pods}"
        images = ", ".join(_name(self._found.images[each]) for each in workload.images if self._tells(each))
        yield f"{self._paint.bold(plain(workload.name))} ({about})  {images}".rstrip()
        if self._verbose:
            used = {
                each: None for image in workload.images for each in map(described, self._found.images[image].artifacts)
            }
            yield from (f"  {each}" for each in used)
        states = {each.state for each in workload.pods}
        for state in WORST_FIRST:
            if state in states and (self._verbose or state != "fits"):
                yield from self._state(workload, state)
        yield f"  {_elsewhere(workload, len(self._found.fleet.nodes))}"

    def _state(self, workload: Workload, state: State) -> Iterator[str]:
        """The Pods of a workload that are in a state: where they are, and why."""
        nodes = workload.on_nodes(state)
        waiting = nodes.pop("", 0)
        places = [f"{node} ({counted(count, 'Pod')})" for node, count in nodes.items()]
        said = [some(places, len(places) if self._verbose else 3)] if places else []
        said += [f"{counted(waiting, 'Pod')} without a node"] if waiting else []
        yield f"  {self._coloured(state, _WORDS[state].one)}: {', '.join(said)}"
        if state == "unknown":
            whys = [self._found.images[each].why for each in workload.images]
            yield from (f"    {plain(each)}" for each in dict.fromkeys(whys) if each)
        if state in ("error", "misplaced", "unknown") and nodes:
            first, named = next(iter(nodes)), len(nodes) > 1  # that which most of the Pods are on
            lines = reason_lines(workload, first, self._found, self._paint, named=named, verbose=self._verbose)
            yield from (f"    {each}" for each in lines)

    def _tells(self, image: Image) -> bool:
        """Whether an image has to do with what is said of its Pods."""
        return self._verbose or self._found.placement.asks(image) or bool(self._found.images[image].why)

    def _images(self) -> str:
        images = {looked.name: (image, looked) for image, looked in self._found.images.items()}
        unknown = sum(bool(looked.why) for _, looked in images.values())
        silent = sum(not looked.why and not self._found.placement.asks(image) for image, looked in images.values())
        parts = [f"{counted(len(images) - unknown, 'image')} looked up"]
        parts += [_counted("silent", silent)] if silent else []
        parts += [f"{unknown} not looked up"] if unknown else []
        parts += [f"{counted(self._found.finished, 'finished Pod')} left out"] if self._found.finished else []
        return ", ".join(parts)

    def _coloured(self, state: State, text: str) -> str:
        match state:
            case "fits" | "silent":
                return self._paint.green(text)
            case "unknown" | "stuck":
                return self._paint.yellow(text)
            case _:
                return self._paint.red(text)


def _rest(workloads: Sequence[Workload]) -> str:
    """All that has no room in one line: how many there are, and which are the worst."""
    states = Counter(each.state for each in workloads)
    parts = [_counted(state, states[state]) for state in WORST_FIRST if states[state]]
    names = some([each.name for each in workloads])
    return f"… and {counted(len(workloads), 'workload')} more: {', '.join(parts)} ({names}); --verbose shows them all"


def _elsewhere(workload: Workload, nodes: int) -> str:
    """On how many nodes a workload could run, those where it does among them."""
    found = counts(workload.reach, nodes)
    others = ", ".join(f"{found[each]} {each}" for each in ("incompatible", "unknown", "error") if found[each])
    fits = f"could run on {found['compatible']} of {counted(nodes, 'node')}"
    return f"{fits}; {others}" if others else fits


def _name(image: Looked) -> str:
    name, at, digest = image.name.rpartition("@")
    return plain(f"{name}@{digest[:_DIGEST_CHARACTERS]}…" if at else image.name)


def _counted(state: State, count: int) -> str:
    return f"{count} {_word(state, count)}"


def _word(state: State, count: int) -> str:
    return _WORDS[state].one if count == 1 else _WORDS[state].several
