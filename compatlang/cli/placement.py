"""Where Pods run and where else they could, from what their policies decide on all nodes at once.

A set of nodes is an integer, bit i the node with number i. What an image needs is worked out once for all nodes, and so is what
the images of a Pod need together; a Pod is then a look at one bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from compatlang.evaluate.block import Bits, Sets
from compatlang.evaluate.report import Verdict

if TYPE_CHECKING:
    from compatlang.cli.pod_images import Image
    from compatlang.integrations.kubernetes.pods import Owner, Pod

State: TypeAlias = Literal["error", "misplaced", "nowhere", "unknown", "stuck", "fits", "silent"]
"""What is to be said of a Pod.

- *error*: a policy cannot be evaluated
- *misplaced*: it runs where it should not
- *nowhere*: it waits for a node, and fits none
- *unknown*: nobody can say whether it fits where it runs
- *stuck*: it fits where it runs, does not belong there, and no other node is known to fit
- *fits*: it fits where it runs, or waits and fits some node
- *silent*: none of its images carries a policy
"""

WORST_FIRST: tuple[State, ...] = ("error", "misplaced", "nowhere", "unknown", "stuck", "fits", "silent")


class Part(NamedTuple):
    """Policies that have to hold together, by their numbers; `platform` is that of the nodes which they are for, if any."""

    policies: tuple[int, ...]
    platform: int | None = None

    @property
    def all(self) -> tuple[int, ...]:
        """All policies that a node has to be compatible with."""
        return self.policies if self.platform is None else (self.platform, *self.policies)


class Needs(NamedTuple):
    """What an image needs: one of its parts, none where it says nothing. Where it is not `known`, it may need more."""

    parts: tuple[Part, ...] = ()
    known: bool = True


class Reach(NamedTuple):
    """The nodes that fit for certain, and those that may; `faulty` where a policy decides nothing."""

    certain: Bits
    possible: Bits
    faulty: bool = False

    def at(self, node: int) -> Verdict:
        """The verdict on a node."""
        if self.faulty:
            return "error"
        if self.certain >> node & 1:
            return "compatible"
        return "unknown" if self.possible >> node & 1 else "incompatible"


class Standing(NamedTuple):
    """A Pod, and the verdict on the node that it runs on; None where it runs on none, or nothing is asked of it."""

    pod: Pod
    state: State
    verdict: Verdict | None


class Workload(NamedTuple):
    """The Pods of one controller that run the same images, and where these fit."""

    namespace: str
    owner: Owner
    images: tuple[Image, ...]
    pods: tuple[Standing, ...]
    reach: Reach

    @property
    def state(self) -> State:
        """That of its worst Pod."""
        return worst_state(each.state for each in self.pods)

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.namespace}/{self.owner.name}"

    def on_nodes(self, state: State) -> dict[str, int]:
        """How many of its Pods in a state each node has, the node with the most first."""
        return dict(Counter(each.pod.node for each in self.pods if each.state == state).most_common())


def worst_state(states: Iterable[State]) -> State:
    """Of several states that which counts for all."""
    found = set(states)
    return next(each for each in WORST_FIRST if each in found)


def badness(workload: Workload) -> tuple[int, int]:
    """A key that is less the worse a workload is: by its state, then by how many of its Pods have it."""
    state = workload.state
    return WORST_FIRST.index(state), -sum(each.state == state for each in workload.pods)


def counts(reach: Reach, nodes: int) -> dict[Verdict, int]:
    """How many nodes have each verdict."""
    if reach.faulty:
        return {"compatible": 0, "incompatible": 0, "unknown": 0, "error": nodes}
    compatible, possible = reach.certain.bit_count(), reach.possible.bit_count()
    return {"compatible": compatible, "incompatible": nodes - possible, "unknown": possible - compatible, "error": 0}


class Placement:
    """What all Pods come to, given what the policies decide on each node, and what each image needs."""

    def __init__(self, nodes: Sequence[str], sets: Sequence[Sets | None], needs: Mapping[Image, Needs]) -> None:
        self._places = {name: place for place, name in enumerate(nodes)}
        self._everywhere: Bits = (1 << len(nodes)) - 1
        self._sets = sets
        self._needs = needs
        self._images: dict[Image, Reach] = {}
        self._together: dict[tuple[Image, ...], Reach] = {}

    def workloads(self, pods: Iterable[tuple[Pod, tuple[Image, ...]]]) -> list[Workload]:
        """Pods with their images, judged and by workload; the worst workload first, then in the order in which they came."""
        found: dict[tuple[str, Owner, tuple[Image, ...]], list[Standing]] = {}
        for pod, images in pods:
            found.setdefault((pod.namespace, pod.owner, images), []).append(self._standing(pod, images))
        workloads = [
            Workload(namespace, owner, images, tuple(standing), self.reach(images))
            for (namespace, owner, images), standing in found.items()
        ]
        return sorted(workloads, key=badness)

    def place(self, node: str) -> int | None:
        """The number of a node; None where nothing is known of it."""
        return self._places.get(node)

    def asks(self, image: Image) -> bool:
        """Whether an image asks anything of a node, as far as is known."""
        return bool(self._needs[image].parts)

    def open_at(self, images: tuple[Image, ...], node: int) -> list[int]:
        """The policies of some images that are not compatible with a node, of those that are for its platform.

        Where none is, it is the platforms themselves that are not.
        """
        found: dict[int, None] = {}
        for image in images:
            parts = self._needs[image].parts
            meant = [
                each
                for each in parts
                if each.platform is None or self.verdict_of(each.platform, node) != "incompatible"
            ]
            for each in meant or parts:
                found |= dict.fromkeys(each.all if meant or each.platform is None else (each.platform,))
        return [each for each in found if self.verdict_of(each, node) != "compatible"]

    def verdict_of(self, policy: int, node: int) -> Verdict:
        """The verdict of one policy on a node."""
        return self._of_policy(policy).at(node)

    def reach(self, images: tuple[Image, ...]) -> Reach:
        """Where several images fit together."""
        reach = self._together.get(images)
        if reach is None:
            reach = self._together[images] = self._all_of(map(self._reach, images))
        return reach

    def _standing(self, pod: Pod, images: tuple[Image, ...]) -> Standing:
        if all(each.known and not each.parts for each in map(self._needs.__getitem__, images)):
            return Standing(pod, "silent", None)
        reach = self.reach(images)
        if reach.faulty:
            return Standing(pod, "error", "error")
        if not pod.node:
            return Standing(pod, _of_waiting(reach), None)
        place = self._places.get(pod.node)
        verdict = "unknown" if place is None else reach.at(place)
        if verdict != "compatible" or place is None:
            return Standing(pod, "misplaced" if verdict == "incompatible" else "unknown", verdict)
        stuck = not reach.certain & ~(1 << place) and not pod.bound
        return Standing(pod, "stuck" if stuck else "fits", verdict)

    def _reach(self, image: Image) -> Reach:
        reach = self._images.get(image)
        if reach is None:
            reach = self._images[image] = self._of_needs(self._needs[image])
        return reach

    def _of_needs(self, needs: Needs) -> Reach:
        parts = [self._all_of(map(self._of_policy, each.all)) for each in needs.parts or (Part(()),)]
        certain = possible = 0
        for each in parts:
            certain, possible = certain | each.certain, possible | each.possible
        return Reach(certain if needs.known else 0, possible, any(each.faulty for each in parts))

    def _of_policy(self, policy: int) -> Reach:
        sets = self._sets[policy]
        return Reach(0, 0, True) if sets is None else Reach(*sets)

    def _all_of(self, reaches: Iterable[Reach]) -> Reach:
        certain = possible = self._everywhere
        faulty = False
        for each in reaches:
            certain, possible, faulty = certain & each.certain, possible & each.possible, faulty or each.faulty
        return Reach(certain, possible, faulty)


def _of_waiting(reach: Reach) -> State:
    """What a Pod is that has no node yet."""
    if reach.certain:
        return "fits"
    return "unknown" if reach.possible else "nowhere"
