"""Modules: a file, what it declares, and what it imports.

Loading follows imports depth first, so that a module is complete before the file that imports it, and a cycle is seen at
the import that closes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import loading, semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.errors import LoadError
from compatlang.loader import Loader
from compatlang.source import SourceFile
from compatlang.syntax import ast, parse

Declaration = ast.Let | ast.Table | ast.Rule | ast.Policy


@dataclass(eq=False)
class Module:
    """One file. `names` are its declarations, `imports` the modules it can name."""

    file: SourceFile
    tree: ast.Module
    broken: bool
    """Whether the file has syntax errors, so that a name may be missing only because its declaration could not be read."""
    names: dict[str, Declaration] = field(default_factory=dict)
    imports: dict[str, Module] = field(default_factory=dict)
    import_spans: dict[str, ast.Import] = field(default_factory=dict)

    def identifier(self, name: str) -> str:
        """The identifier of a declaration in this module, as the typed tree names it."""
        return f"{self.file.name}#{name}"


class ModuleGraph:
    """Loads a root file and everything it imports. `modules` is in order of completion: imported ones first."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.modules: dict[str, Module] = {}
        self.sources: dict[str, SourceFile] = {}
        self.diagnostics: list[Diagnostic] = []
        self._open: list[str] = []

    def load(self, file: SourceFile) -> Module:
        """Parse a file, declare its names, and load its imports."""
        tree, diagnostics = parse(file)
        self.sources[file.name] = file
        self.diagnostics.extend(diagnostics)
        module = Module(file, tree, any(each.severity == "error" for each in diagnostics))
        self._open.append(file.name)
        self._declare(module)
        for item in tree.items:
            if isinstance(item, ast.Import):
                self._import(module, item)
        self._open.pop()
        self.modules[file.name] = module
        return module

    def _declare(self, module: Module) -> None:
        for item in module.tree.items:
            if isinstance(item, ast.Let | ast.Table | ast.Rule | ast.Policy):
                earlier = module.names.setdefault(item.name.text, item)
                if earlier is not item:
                    self.diagnostics.append(duplicate(item.name, earlier.name))

    def _import(self, module: Module, item: ast.Import) -> None:
        alias = item.alias or item.target
        if not isinstance(alias, ast.Name):
            return  # the parser has asked for `as`
        if alias.text in module.imports:
            self.diagnostics.append(duplicate(alias, module.import_spans[alias.text]))
            return
        if alias.text in module.names:
            first, second = sorted((alias, module.names[alias.text].name), key=lambda each: each.span.start)
            self.diagnostics.append(duplicate(second, first))
            return
        file = self._file(module, item)
        if file is None:
            module.broken = True  # names that it would have brought are not reported again
            return
        if file.name in self._open:
            chain = [*self._open[self._open.index(file.name) :], file.name]
            self.diagnostics.append(
                loading.IMPORT_CYCLE.at(
                    item.target.span,
                    f"`{chain[0]}` imports itself" if len(chain) == 2 else "these files import each other in a circle",
                    notes=[" -> ".join(chain)],
                    help="move what both need into a third file",
                )
            )
            module.broken = True
            return
        if len(self._open) > limits.IMPORT_DEPTH:
            self.diagnostics.append(
                loading.IMPORT_DEPTH.at(item.target.span, f"imports are nested more than {limits.IMPORT_DEPTH} deep")
            )
            module.broken = True
            return
        module.imports[alias.text] = self.modules.get(file.name) or self.load(file)
        module.import_spans[alias.text] = item

    def _file(self, module: Module, item: ast.Import) -> SourceFile | None:
        target = item.target
        try:
            if isinstance(target, ast.String):
                return self.loader.load(target.value, module.file.name)
            return self.loader.load_module(target.text)
        except LoadError as error:
            if isinstance(target, ast.String):
                self.diagnostics.append(
                    loading.CANNOT_LOAD.at(target.span, f"`{target.value}` cannot be imported: {error}")
                )
            else:
                known = self.loader.modules()
                self.diagnostics.append(
                    loading.UNKNOWN_MODULE.at(
                        target.span,
                        f"the standard library has no module `{target.text}`",
                        notes=[f"modules: {', '.join(known)}"] if known else [],
                        help=did_you_mean(target.text, known)
                        or f'to import a file beside this one, write `import "./{target.text}.compat" as {target.text}`',
                    )
                )
            return None


def duplicate(name: ast.Name, earlier: ast.Name | ast.Import) -> Diagnostic:
    """The diagnostic for a second declaration of a name."""
    return semantic.DUPLICATE_NAME.at(
        name.span,
        f"`{name.text}` is declared twice in this file",
        labels=[Label(earlier.span, "first declared here")],
        help="give one of them another name",
    )
