"""From a source file to a program: the order in which declarations are checked."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.diagnostics import Diagnostic, sort_diagnostics
from compatlang.loader import Loader
from compatlang.schema import Catalog
from compatlang.semantic import patterns, policies, rules, tables, tests
from compatlang.semantic.context import Context, Scope
from compatlang.semantic.features import Declarations
from compatlang.semantic.modules import Module, ModuleGraph
from compatlang.semantic.names import DeclaredName
from compatlang.source import SourceFile
from compatlang.syntax import ast
from compatlang.typed import tree as typed


class Checked(NamedTuple):
    """A program, what was found on the way, and every text that spans point into."""

    program: typed.Program
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, SourceFile]
    modules: dict[str, Module]
    """The files themselves as their authors wrote them, imported ones first, by name."""


def check(file: SourceFile, loader: Loader, catalog: Catalog) -> Checked:
    """Parse a file and everything it imports, resolve every name and check every type.

    The program is complete where no diagnostic is an error; else what is faulty is missing from it.
    """
    graph = ModuleGraph(loader)
    root = graph.load(file)
    context = Context(catalog, loader, graph.modules, graph.sources, graph.diagnostics)
    declarations = Declarations(catalog, context)
    context.catalog = declarations.collect(graph.modules.values())
    declarations.check_imports(graph.modules.values(), context.catalog)
    features = declarations.typed_features()
    checked_tests: list[typed.TestCase | None] = []
    roots: list[str] = []
    for module in graph.modules.values():
        scope = Scope(context, module)
        for item in module.names.values():
            found = DeclaredName(module, item)
            match item:
                case ast.Let():
                    patterns.check_let(item, scope)
                case ast.Table():
                    tables.typed_table(found, context)
                case ast.Rule():
                    rules.typed_rule(found, context)
                case ast.Policy():
                    policies.typed_policy(found, context)
        if module is root:
            roots = [module.identifier(name) for name, item in module.names.items() if isinstance(item, ast.Policy)]
            checked_tests = [tests.check_test(item, scope) for item in module.tree.items if isinstance(item, ast.Test)]
    program = typed.Program(
        policies={name: each for name, each in context.policies.items() if each is not None},
        rules={name: each for name, each in context.rules.items() if each is not None},
        tables={name: each for name, each in context.tables.items() if each is not None},
        features=features,
        domains=declarations.domains,
        tests=tuple(each for each in checked_tests if each is not None),
        roots=tuple(roots),
    )
    return Checked(program, sort_diagnostics(context.diagnostics), context.sources, graph.modules)
