"""A template at work on data; follows Go's text/template/exec.go and its error texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compatlang.nfd.template import ast, kinds, quoting, runes
from compatlang.nfd.template.errors import CallError, RefusedError, TemplateError
from compatlang.nfd.template.formatting import display
from compatlang.nfd.template.functions import FUNCTIONS, METHODS, UNEXPORTED
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import Type
from compatlang.nfd.template.limits import DEPTH, TEXT_BYTES, Work
from compatlang.nfd.template.parse import Trees, position
from compatlang.nfd.template.values import NOTHING, Value, element, integer, items, pairs, truth, unboxed, zero

_MISSING = Value(Type("struct", "template.missingValType"), None)
"""What a pipeline hands to its first stage: nothing, which is not the same as no value."""


def execute(text: str, trees: Trees, data: Value) -> bytes | TemplateError:
    """The output of a template, or the error that ended it."""
    run = _Run(text, trees)
    state = _State(run, b"", data)
    try:
        state.walk_all(data, trees.definitions[b""])
    except _ExecutionError as error:
        return error.value
    except RefusedError as error:
        return _refused(text, state, str(error))
    except RecursionError:
        return _refused(text, state, "the template is nested too deep")
    return b"".join(run.output)


def _refused(text: str, state: _State, problem: str) -> TemplateError:
    line, column = position(text, state.run.at)
    return TemplateError(f"template: :{line}:{column}: {problem}", line, column, refused=True)


class _ExecutionError(Exception):
    def __init__(self, value: TemplateError) -> None:
        super().__init__(value.text)
        self.value = value


class _BreakError(Exception):
    """`{{break}}` on its way to its loop."""


class _ContinueError(Exception):
    """`{{continue}}` on its way to its loop."""


class _Run:
    """What all templates of one expansion share."""

    def __init__(self, text: str, trees: Trees) -> None:
        self.text = text
        self.trees = trees
        self.output: list[bytes] = []
        self.work = Work()
        self.depth = 0
        self.at = 0
        self._size = 0

    def write(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > TEXT_BYTES:
            raise RefusedError(f"the template writes more than {TEXT_BYTES} bytes")
        self.work.spend_bytes(len(part))
        self.output.append(part)

    def enter(self) -> None:
        self.work.spend()
        self.depth += 1
        if self.depth > DEPTH:
            raise RefusedError(f"the template runs more than {DEPTH} blocks, calls and parentheses deep")

    def leave(self) -> None:
        self.depth -= 1


class _State:
    """One template at work: its variables, and the node it is at, for errors."""

    def __init__(self, run: _Run, name: bytes, dot: Value) -> None:
        self.run = run
        self._name = name
        self._variables: list[tuple[str, Value]] = [("$", dot)]
        self._node: ast.Shown = ast.Dot(0)

    # Errors and variables

    def _at(self, node: ast.Shown) -> None:
        self._node = node
        self.run.at = node.at

    def _failed(self, problem: str) -> _ExecutionError:
        line, column = position(self.run.text, self._node.at)
        where = f"template: :{line}:{column}: executing {quoting.quote(self._name)} at <{ast.show(self._node)}>"
        return _ExecutionError(TemplateError(f"{where}: {problem}", line, column))

    def _variable(self, name: str) -> int:
        for index in range(len(self._variables) - 1, -1, -1):
            if self._variables[index][0] == name:
                return index
        raise self._failed(f"undefined variable: {name}")

    def _set(self, name: str, value: Value) -> None:
        self._variables[self._variable(name)] = (name, value)

    # Nodes

    def walk_all(self, dot: Value, nodes: Iterable[ast.Node]) -> None:
        """Run some nodes in order."""
        self.run.enter()
        for node in nodes:
            self._walk(dot, node)
        self.run.leave()

    def _walk(self, dot: Value, node: ast.Node) -> None:
        self.run.at = node.at
        self.run.work.spend()
        match node:
            case ast.Text(value=text):
                self.run.write(text)
            case ast.Action(pipe=pipe):
                value = self._pipeline(dot, pipe)
                if not pipe.variables:
                    self.run.at = node.at
                    self._print(value)
            case ast.Branch(keyword="range"):
                self._range(dot, node)
            case ast.Branch():
                self._if_or_with(dot, node)
            case ast.Call():
                self._call(dot, node)
            case ast.Break():
                raise _BreakError
            case ast.Continue():
                raise _ContinueError

    def _print(self, value: Value) -> None:
        if value is NOTHING:
            self.run.write(b"<no value>")
        else:
            self.run.write(display(value, self.run.work))

    def _if_or_with(self, dot: Value, node: ast.Branch) -> None:
        """`if` or `with`, and the chain of further ones in its `else`."""
        mark = len(self._variables)
        while True:
            value = self._pipeline(dot, node.pipe)
            if truth(value):
                self.walk_all(value if node.keyword == "with" else dot, node.body)
                break
            if node.otherwise is None:
                break
            match node.otherwise:
                case (ast.Branch(keyword="if" | "with") as inner,):
                    node = inner
                    self.run.work.spend()
                case otherwise:
                    self.walk_all(dot, otherwise)
                    break
        del self._variables[mark:]

    def _range(self, dot: Value, node: ast.Branch) -> None:
        outer = len(self._variables)
        value = unboxed(self._pipeline(dot, node.pipe))
        mark, depth = len(self._variables), self.run.depth
        ran = False
        try:
            for key, entry in self._entries(value, node):
                ran = True
                self._bind(node.pipe, key, entry)
                try:
                    self.walk_all(entry, node.body)
                except _ContinueError:
                    self.run.depth = depth
                del self._variables[mark:]
        except _BreakError:
            self.run.depth = depth
        if not ran and node.otherwise is not None:
            self.walk_all(dot, node.otherwise)
        del self._variables[outer:]

    def _entries(self, value: Value, node: ast.Branch) -> Iterable[tuple[Value, Value]]:
        """What a loop goes over: pairs of index and element."""
        match value.kind:
            case "invalid":
                return ()
            case "slice":
                return _elements(value)
            case "map":
                return [(Value(kinds.STRING, key), element(value.type, each)) for key, each in pairs(value)]
            case kind if kind in kinds.INTEGERS:
                if len(node.pipe.variables) > 1:
                    raise self._failed(f"can't use {self._shown(value)} to iterate over more than one variable")
                return ((NOTHING, Value(value.type, number)) for number in range(value.data))
            case _:
                raise self._failed(f"range can't iterate over {self._shown(value)}")

    def _shown(self, value: Value) -> str:
        return runes.decode(display(value, self.run.work))

    def _bind(self, pipe: ast.Pipe, key: Value, entry: Value) -> None:
        """Give the variables of a loop their values for one turn."""
        names = [variable.names[0] for variable in pipe.variables]
        if not names:
            return
        if pipe.assigns:
            self._set(names[0], key if len(names) > 1 else entry)
            if len(names) > 1:
                self._set(names[1], entry)
            return
        self._variables[-1] = (self._variables[-1][0], entry)
        if len(names) > 1:
            self._variables[-2] = (self._variables[-2][0], key)

    def _call(self, dot: Value, node: ast.Call) -> None:
        self._at(node)
        tree = self.run.trees.definitions.get(node.name)
        if tree is None:
            raise self._failed(f"template {quoting.quote(node.name)} not defined")
        dot = NOTHING if node.pipe is None else self._pipeline(dot, node.pipe)
        _State(self.run, node.name, dot).walk_all(dot, tree)

    # Pipelines and commands

    def _pipeline(self, dot: Value, pipe: ast.Pipe) -> Value:
        self.run.enter()
        self._at(pipe)
        value = _MISSING
        for command in pipe.commands:
            value = unboxed(self._command(dot, command, value))
        for variable in pipe.variables:
            if pipe.assigns:
                self._set(variable.names[0], value)
            else:
                self._variables.append((variable.names[0], value))
        self.run.leave()
        return value

    def _command(self, dot: Value, command: ast.Command, final: Value) -> Value:
        first = command.operands[0]
        match first:
            case ast.Field():
                self._at(first)
                return self._fields(dot, dot, first, first.names, command.operands, final)
            case ast.Chain():
                return self._chain(dot, first, command.operands, final)
            case ast.Identifier():
                return self._function(dot, first, command, command.operands, final)
            case ast.Pipe():
                self._not_a_function(command.operands, final)
                return self._pipeline(dot, first)
            case ast.Variable():
                return self._variable_node(dot, first, command.operands, final)
        self._at(first)
        self._not_a_function(command.operands, final)
        if isinstance(first, ast.Nil):
            raise self._failed("nil is not a command")
        return self._constant(dot, first)

    def _constant(self, dot: Value, node: ast.Dot | ast.Bool | ast.Number | ast.String) -> Value:
        """A constant where any type will do; a number's spelling tells its type."""
        self._at(node)
        match node:
            case ast.Dot():
                return dot
            case ast.Bool(value=value):
                return Value(kinds.BOOL, value)
            case ast.String(value=text):
                return Value(kinds.STRING, text)
            case ast.Number() if node.floating is not None and _looks_floating(node.text):
                return Value(kinds.FLOAT64, node.floating)
            case ast.Number():
                if node.integer is None:
                    raise self._failed(f"{node.text} overflows int")
                return integer(node.integer)

    def _not_a_function(self, operands: tuple[ast.Operand, ...], final: Value) -> None:
        if len(operands) > 1 or final is not _MISSING:
            raise self._failed(f"can't give argument to non-function {ast.show(operands[0])}")

    def _chain(self, dot: Value, node: ast.Chain, operands: tuple[ast.Operand, ...], final: Value) -> Value:
        self._at(node)
        receiver = self._argument(dot, None, node.node)
        return self._fields(dot, receiver, node, node.names, operands, final)

    def _variable_node(self, dot: Value, node: ast.Variable, operands: tuple[ast.Operand, ...], final: Value) -> Value:
        self._at(node)
        value = self._variables[self._variable(node.names[0])][1]
        if len(node.names) == 1:
            self._not_a_function(operands, final)
            return value
        return self._fields(dot, value, node, node.names[1:], operands, final)

    # Fields and methods

    def _fields(
        self,
        dot: Value,
        receiver: Value,
        node: ast.Field | ast.Chain | ast.Variable,
        names: tuple[str, ...],
        operands: tuple[ast.Operand, ...],
        final: Value,
    ) -> Value:
        for name in names[:-1]:
            receiver = self._field(dot, name, node, (), _MISSING, receiver)
        return self._field(dot, names[-1], node, operands, final, receiver)

    def _field(
        self,
        dot: Value,
        name: str,
        node: ast.Field | ast.Chain | ast.Variable,
        operands: tuple[ast.Operand, ...],
        final: Value,
        receiver: Value,
    ) -> Value:
        if receiver is NOTHING:
            raise self._failed(f"nil data; no entry for key {quoting.quote(runes.encode(name))}")
        type_, value = receiver.type, unboxed(receiver)
        if value is NOTHING:
            raise self._failed(f"nil pointer evaluating {type_}.{name}")
        method = METHODS.get((value.type, name))
        if method is not None:
            return self._run_function(dot, method, node, operands, final, receiver=value)
        has_arguments = len(operands) > 1 or final is not _MISSING
        if value.kind == "map":
            if has_arguments:
                raise self._failed(f"{name} is not a method but has arguments")
            found = (value.data or {}).get(runes.encode(name))
            if found is None:
                raise self._failed(f"map has no entry for key {quoting.quote(runes.encode(name))}")
            return element(value.type, found)
        if value.type in {kinds.VERSION, kinds.VERSION_POINTER} and name in UNEXPORTED:
            raise self._failed(f"{name} is an unexported field of struct type {type_}")
        raise self._failed(f"can't evaluate field {name} in type {type_}")

    # Functions

    def _function(
        self,
        dot: Value,
        node: ast.Identifier,
        context: ast.Command | ast.Identifier,
        operands: tuple[ast.Operand, ...],
        final: Value,
    ) -> Value:
        self._at(node)
        return self._run_function(dot, FUNCTIONS[node.name], context, operands, final)

    def _run_function(
        self,
        dot: Value,
        function: Function,
        node: ast.Shown,
        operands: tuple[ast.Operand, ...],
        final: Value,
        receiver: Value | None = None,
    ) -> Value:
        operands = operands[1:]
        self._check_count(function, len(operands), final, receiver)
        if function.name in {"and", "or"}:
            return self._and_or(dot, function.name, operands, final)
        arguments = [] if receiver is None else [receiver]
        for operand in operands:
            arguments.append(self._argument(dot, function.expects(len(arguments)), operand))
        if final is not _MISSING:
            arguments.append(self._validated(final, function.expects(len(arguments))))
        if function.name == "call":
            raise self._call_failed(arguments, operands, final, node)
        try:
            return function.call(arguments, self.run.work)
        except CallError as error:
            self._at(node)
            raise self._failed(f"error calling {function.name}: {error}") from None

    def _check_count(self, function: Function, operands: int, final: Value, receiver: Value | None) -> None:
        given = operands + (final is not _MISSING)
        wanted = len(function.takes) - (receiver is not None)
        if function.rest is not None:
            if given < wanted:
                raise self._failed(f"wrong number of args for {function.name}: want at least {wanted} got {operands}")
        elif given != wanted:
            raise self._failed(f"wrong number of args for {function.name}: want {wanted} got {given}")

    def _and_or(self, dot: Value, name: str, operands: tuple[ast.Operand, ...], final: Value) -> Value:
        """The first argument that decides, or the last one; those behind it are not evaluated."""
        value = NOTHING
        for operand in operands:
            value = self._argument(dot, kinds.REFLECT, operand)
            if truth(value) == (name == "or"):
                return value
        return value if final is _MISSING else self._validated(final, kinds.REFLECT)

    def _call_failed(
        self, arguments: list[Value], operands: tuple[ast.Operand, ...], final: Value, node: ast.Shown
    ) -> _ExecutionError:
        """`call`, which finds nothing to call: no value in a template is a function."""
        function = unboxed(arguments[0])
        self._at(node)
        if function is NOTHING:
            return self._failed("error calling call: call of nil")
        name = ast.show(operands[0]) if operands else _go_string(final)
        return self._failed(f"error calling call: non-function {name} of type {function.type}")

    # Arguments

    def _validated(self, value: Value, type_: Type | None) -> Value:
        """A value that may go where a type is expected."""
        if value is NOTHING:
            if type_ is None:
                return NOTHING
            if kinds.can_be_nil(type_):
                return zero(type_)
            raise self._failed(f"invalid value; expected {type_}")
        if type_ is None or type_ == kinds.REFLECT or kinds.assignable(value.type, type_):
            return value
        inner = unboxed(value)
        if inner is not NOTHING and kinds.assignable(inner.type, type_):
            return inner
        given = value.type if inner is NOTHING else inner.type
        raise self._failed(f"wrong type for value; expected {type_}; got {given}")

    def _argument(self, dot: Value, type_: Type | None, node: ast.Operand) -> Value:
        """An operand that goes to a parameter of some type, or of any when there is none."""
        self._at(node)
        match node:
            case ast.Dot():
                return self._validated(dot, type_)
            case ast.Nil():
                assert type_ is not None
                if kinds.can_be_nil(type_):
                    return zero(type_)
                raise self._failed(f"cannot assign nil to {type_}")
            case ast.Field():
                return self._validated(self._fields(dot, dot, node, node.names, (node,), _MISSING), type_)
            case ast.Variable():
                return self._validated(self._variable_node(dot, node, (), _MISSING), type_)
            case ast.Pipe():
                return self._validated(self._pipeline(dot, node), type_)
            case ast.Identifier():
                return self._validated(self._function(dot, node, node, (), _MISSING), type_)
            case ast.Chain():
                return self._validated(self._chain(dot, node, (), _MISSING), type_)
        assert type_ is not None
        if type_ in {kinds.ANY, kinds.REFLECT}:
            return self._constant(dot, node)
        return self._typed_constant(type_, node)

    def _typed_constant(self, type_: Type, node: ast.Bool | ast.Number | ast.String) -> Value:
        """A constant that a parameter's type gives a type to."""
        match type_.kind, node:
            case "bool", ast.Bool(value=truth_):
                return Value(type_, truth_)
            case "string", ast.String(value=text):
                return Value(type_, text)
            case "int", ast.Number(integer=int(number)):
                return Value(type_, number)
            case "float64", ast.Number(floating=float(number)):
                return Value(type_, number)
        expected = {"bool": "bool", "string": "string", "int": "integer", "float64": "float"}.get(type_.kind)
        if expected is None:
            raise self._failed(f"can't handle {ast.show(node)} for arg of type {type_}")
        raise self._failed(f"expected {expected}; found {ast.show(node)}")


def _elements(value: Value) -> Iterator[tuple[Value, Value]]:
    """The elements of a list with their indexes, each as it is when the loop gets there."""
    for index in range(len(items(value))):
        yield integer(index), element(value.type, value.data.array[value.data.start + index])


def _looks_floating(text: str) -> bool:
    hexadecimal = text[:2] in {"0x", "0X"} and len(text) > 2 and not {*"pP"} & {*text}
    return not hexadecimal and text[0] != "'" and bool({*".eEpP"} & {*text})


def _go_string(value: Value) -> str:
    """What Go's `reflect.Value.String` makes of a value."""
    if value.kind == "string":
        return runes.decode(value.data)
    return "<invalid Value>" if value is NOTHING else f"<{value.type} Value>"
