"""A file of NFD in the place of a file of policies: read once, then asked about each node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.errors import UsageError
from compatlang.evaluate.report import PolicyResult, Report, Score
from compatlang.nfd.findings import findings
from compatlang.nfd.go.yaml import Diagnostics
from compatlang.nfd.judging import outputs, verdicts
from compatlang.nfd.judging.outputs import Outputs
from compatlang.nfd.load import Document, Kind, load
from compatlang.nfd.model import ImageSpec, Object
from compatlang.nfd.outcomes import Outcomes
from compatlang.nfd.validator import Report as ImageReport
from compatlang.snapshot import Snapshot
from compatlang.snapshot.yaml_split import document_starts
from compatlang.source import SourceFile, Span
from compatlang.values.lazy import lazily
from compatlang.writing import spelling

_DECIDING: frozenset[Kind] = frozenset({"ImageSpec", "NodeFeatureGroup"})
"""The kinds that have a verdict. The others have outputs."""

_MOST = 100
"""Documents of one file."""

_SAYS_NOTHING = lazily(r"(?:---|\.\.\.)?(?:[ \t]*(?:#[^\n]*)?\r?\n|(?:---|\.\.\.))*[ \t]*(?:#[^\n]*)?")
_VISIBLE = lazily(r"[^\n]")


class Documents:
    """The documents of one file, ready to check nodes. It is used as `Policies` are, and has outputs besides.

    Each image specification and each NodeFeatureGroup is a policy. NodeFeatureRules and rules of custom.d have no verdict; what
    they yield is asked for by `outputs`.
    """

    def __init__(
        self,
        name: str,
        documents: Mapping[str, Document],
        diagnostics: tuple[Diagnostic, ...],
        sources: Mapping[str, SourceFile],
        tags: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        """The file's name as the user gave it."""
        self.diagnostics = diagnostics
        """What is wrong with the documents. NFD decides most of those with errors, and so it is done here."""
        self.sources = sources
        """The texts that spans point into, by name."""
        self.tags = tags
        self._documents = documents

    @property
    def failed(self) -> bool:
        """Whether there is nothing to decide by."""
        return not self._documents

    @property
    def declared(self) -> tuple[str, ...]:
        """The names of the documents that have a verdict."""
        return tuple(name for name, each in self._documents.items() if each.kind in _DECIDING)

    policies = declared

    @property
    def is_image(self) -> bool:
        """Whether this is one image's specification, and nothing else."""
        return [each.kind for each in self._documents.values()] == ["ImageSpec"]

    @property
    def yields(self) -> bool:
        """Whether some document has outputs, not a verdict."""
        return any(each.kind not in _DECIDING for each in self._documents.values())

    def summary(self) -> list[str]:
        """What the documents ask for, a sentence each: of an image one for every set, with the names of its rules."""
        return [sentence for name, each in self._documents.items() for sentence in _summary(name, each)]

    def select(
        self, policies: Iterable[str] = (), parameters: Mapping[str, str] | None = None, tags: Iterable[str] = ()
    ) -> Documents:
        """These documents only, and of images the sets that have one of the tags.

        Raises `UsageError` where a name is unknown, no set has one of the tags, or a parameter is given: there are none.
        """
        if self.failed:
            return self
        for each in parameters or ():
            raise UsageError(f"`{self.name}` is a document of NFD, which has no parameter `{each}`")
        wanted = tuple(policies)
        for each in wanted:
            if each not in self.declared:
                known = ", ".join(self.declared)
                hint = did_you_mean(each, self.declared) or (
                    f"it has {known}" if known else "its rules have no verdict"
                )
                raise UsageError(f"`{self.name}` has no policy `{each}`: {hint}")
        kept = {name: each for name, each in self._documents.items() if not wanted or name in wanted}
        asked = tuple(dict.fromkeys(tags))
        self._refuse_unknown_tags(kept.values(), asked)
        return Documents(self.name, kept, self.diagnostics, self.sources, asked)

    def check(self, snapshot: Snapshot) -> Report:
        """The verdict of each document that has one, with the reasons for every rule that does not match."""
        return self._report(snapshot, met=False)

    def explain(self, snapshot: Snapshot) -> Report:
        """As `check`; rules that match have reasons, too, which say what they rest on."""
        return self._report(snapshot, met=True)

    def outputs(self, snapshot: Snapshot, *, met: bool = False) -> tuple[Outputs, ...]:
        """What the rules yield on a node: those of all NodeFeatureRules together, and those of custom.d."""
        rules = [each for each in self._documents.values() if each.kind == "NodeFeatureRule"]
        found = [outputs.of_rules(self.name, rules, snapshot, met=met)] if rules else []
        custom = (each for each in self._documents.values() if each.kind == "CustomRules")
        return (*found, *(outputs.of_custom(self.name, each, snapshot, met=met) for each in custom))

    def image_reports(self, snapshot: Snapshot) -> Outcomes[ImageReport]:
        """What `nfd compat validate-node` reports. Raises `UsageError` where this is not one image's specification."""
        match [each.model for each in self._documents.values()]:
            case [ImageSpec() as spec]:
                return verdicts.reports(spec, snapshot, self.tags)
        raise UsageError(f"`{self.name}` is no compatibility specification of an image")

    def _report(self, snapshot: Snapshot, *, met: bool) -> Report:
        if self.failed:
            failed = PolicyResult(self.name, "error", False, Score(0, 0), diagnostics=self.diagnostics)
            return Report(snapshot.node, (failed,))
        results: list[PolicyResult] = []
        for name, each in self._documents.items():
            if each.kind == "ImageSpec":
                results.append(verdicts.image(name, each, snapshot, self.tags, met=met))
            elif each.kind == "NodeFeatureGroup":
                results.append(verdicts.group(name, each, snapshot, met=met))
        return Report(snapshot.node, tuple(results))

    def _refuse_unknown_tags(self, documents: Iterable[Document], tags: Sequence[str]) -> None:
        sets = [it for each in documents if isinstance(each.model, ImageSpec) for it in each.model.compatibilities]
        known = sorted({each.tag for each in sets if each.tag})
        if tags and sets and not set(tags) & set(known):
            wanted = " or ".join(f"`{each}`" for each in tags)
            hint = f"tags are {', '.join(known)}" if known else "no set has a tag"
            raise UsageError(f"no compatibility set of `{self.name}` has the tag {wanted}: {hint}")


def read(text: str, name: str) -> Documents:
    """The documents of a text. What cannot be read is among the diagnostics, and the rest is used.

    An object of Kubernetes may stand beside others, as `kubectl apply` takes them. Of other documents NFD reads the first.
    """
    text = text.removeprefix("\ufeff")
    file = SourceFile(name, text)
    documents: dict[str, Document] = {}
    found: list[Diagnostic] = []
    names = spelling.Names()
    for number, piece in enumerate(_pieces(text)):
        if number and documents and not isinstance(next(iter(documents.values())).model, Object):
            found.append(_ignored(file, piece))
            break
        if number == _MOST:
            found.append(codes.NOT_A_DOCUMENT.at(_behind(file, piece), f"a file has at most {_MOST} documents"))
            break
        document = load(piece, name)
        if isinstance(document, Diagnostics):
            found += document.found
            continue
        if document.kind == "NodeFeature":
            found.append(_is_snapshot(document))
            continue
        found += findings(document)
        documents[names.take(_called(document), "document")] = document
    if not documents and not found:
        found.append(codes.NOT_A_DOCUMENT.at(Span(name, 0, 0), "the file has no document"))
    return Documents(name, documents, tuple(found), {name: file})


def _summary(name: str, document: Document) -> Iterable[str]:
    if not isinstance(document.model, ImageSpec):
        yield f"{document.kind} {name}"
        return
    for number, each in enumerate(document.model.compatibilities, start=1):
        said = ", ".join(filter(None, (each.description, each.tag and f"tag {each.tag}")))
        rules = ", ".join(rule.name or "a rule without a name" for rule in each.rules) or "no rules"
        yield f"set {number}, weight {each.weight}{f' ({said})' if said else ''}: {rules}"


def _pieces(text: str) -> Iterable[str]:
    """The documents of a text, each behind as many blanks as stand before it, so that places are those of the file."""
    cuts = [*document_starts(text, 0), len(text)]
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if _SAYS_NOTHING.fullmatch(piece) is None:
            yield _VISIBLE.sub(" ", text[:start]) + piece


def _called(document: Document) -> str:
    """The name of an object, or that of the file as far as it is not its ending."""
    if isinstance(document.model, Object) and document.model.metadata.name:
        return document.model.metadata.name
    return document.source.file.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _behind(file: SourceFile, piece: str) -> Span:
    """Where the text of a piece begins."""
    start = len(piece) - len(piece.lstrip())
    return Span(file.name, start, min(start + 3, len(file.text)))


def _ignored(file: SourceFile, piece: str) -> Diagnostic:
    message = "NFD reads the first document of such a file only, and so this is left out"
    return codes.MORE_DOCUMENTS.at(_behind(file, piece), message)


def _is_snapshot(document: Document) -> Diagnostic:
    message = "a NodeFeature says what a node has, and requires nothing"
    return codes.NOT_A_DOCUMENT.at(document.source.span(("kind",)), message, help="name it with --snapshot")
