"""From the text of a template to its tree; follows Go's text/template/parse/parse.go and its error texts.

What Go does with a template that is too deeply nested depends on its stack, so that is refused here, as are functions
whose result is another one each time and numbers with an imaginary part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from compatlang.nfd.template import ast, numerals, quoting, runes
from compatlang.nfd.template.errors import TemplateError
from compatlang.nfd.template.lexer import KEYWORDS, Kind, Token, tokens
from compatlang.nfd.template.limits import NESTING, TEMPLATE_BYTES

_T = TypeVar("_T")
_OPERANDS = frozenset({
    *(Kind.BOOL, Kind.CHARACTER, Kind.COMPLEX, Kind.DOT, Kind.FIELD, Kind.IDENTIFIER, Kind.NUMBER, Kind.NIL),
    *(Kind.RAW_STRING, Kind.STRING, Kind.VARIABLE, Kind.OPEN),
})  # fmt: skip
_CONSTANTS = (ast.Bool, ast.Dot, ast.Nil, ast.Number, ast.String)


class Trees(NamedTuple):
    """A parsed template: its own tree, those that it defines by name, and the functions that it uses."""

    definitions: dict[bytes, tuple[ast.Node, ...]]
    """The template itself has the empty name."""
    functions: frozenset[str]


class Functions(NamedTuple):
    """What the parser must know of functions."""

    names: frozenset[str]
    refusal: Callable[[str], str | None]
    """Why a function is refused although NFD has it, or None."""


class Position(NamedTuple):
    """A place in a template as Go counts: lines from 1, bytes from 0."""

    line: int
    column: int


def position(text: str, at: int) -> Position:
    """The line and column of an offset."""
    start = text.rfind("\n", 0, at) + 1
    return Position(1 + text.count("\n", 0, at), len(runes.encode(text[start:at])))


def parse_trees(text: str, functions: Functions) -> Trees | TemplateError:
    """The trees of a template, or the first thing that is wrong with it."""
    size = len(runes.encode(text))
    if size > TEMPLATE_BYTES:
        return TemplateError(f"template exceeds maximum allowed size: {size} bytes > {TEMPLATE_BYTES} limit", 0, 0)
    try:
        return _Parser(text, functions).run()
    except _SyntaxError as error:
        return error.value


class _SyntaxError(Exception):
    def __init__(self, value: TemplateError) -> None:
        super().__init__(value.text)
        self.value = value


class _End(NamedTuple):
    """The end of a block: `{{end}}`."""


class _Else(NamedTuple):
    """The turn of a block: `{{else}}`, with `if` or `with` still to come when one follows it."""


class _Parser:
    def __init__(self, text: str, functions: Functions) -> None:
        self._text = text
        self._functions = functions
        self._tokens = tokens(text)
        self._next = 0
        self._seen = -1
        """The last token that this tree has looked at: its line is the line of an error."""
        self._variables = ["$"]
        self._ranges = 0
        self._nesting = 0
        self._action: Token | None = None
        self._used: set[str] = set()
        self._definitions: dict[bytes, tuple[ast.Node, ...]] = {}

    def run(self) -> Trees:
        nodes: list[ast.Node] = []
        while self._peek().kind is not Kind.EOF:
            if self._define():
                continue
            node = self._text_or_action()
            if isinstance(node, _End | _Else):
                raise self._failed(f"unexpected {_ending(node)}")
            nodes.append(node)
        self._add(b"", tuple(nodes))
        return Trees(self._definitions, frozenset(self._used))

    # Tokens

    def _take(self) -> Token:
        token = self._tokens[min(self._next, len(self._tokens) - 1)]
        self._seen = max(self._seen, min(self._next, len(self._tokens) - 1))
        self._next += 1
        return token

    def _peek(self) -> Token:
        token = self._take()
        self._next -= 1
        return token

    def _take_word(self) -> Token:
        """The next token that is no space."""
        while (token := self._take()).kind is Kind.SPACE:
            pass
        return token

    def _peek_word(self) -> Token:
        token = self._take_word()
        self._next -= 1
        return token

    def _expect(self, kinds: set[Kind], context: str) -> Token:
        token = self._take_word()
        if token.kind not in kinds:
            raise self._unexpected(token, context)
        return token

    # Errors

    def _failed(self, problem: str, *, refused: bool = False) -> _SyntaxError:
        at = self._tokens[self._seen].start if self._seen >= 0 else 0
        line, column = position(self._text, at)
        line = line if self._seen >= 0 else 0
        return _SyntaxError(TemplateError(f"template: :{line}: {problem}", line, column, refused))

    def _unexpected(self, token: Token, context: str) -> _SyntaxError:
        if token.kind is not Kind.ERROR:
            return self._failed(f"unexpected {_shown(token)} in {context}")
        extra = ""
        started = 0 if self._action is None else position(self._text, self._action.start).line
        if started not in {0, position(self._text, token.start).line}:
            extra = f" in action started at :{started}"
            extra = extra.removeprefix(" in action") if token.text.endswith(" action") else extra
        return self._failed(token.text + extra)

    def _nested(self, parse: Callable[[], _T]) -> _T:
        """Parse something inside of something else, unless that is too deep."""
        self._nesting += 1
        if self._nesting > NESTING:
            raise self._failed(f"a template nested more than {NESTING} deep is not supported", refused=True)
        result = parse()
        self._nesting -= 1
        return result

    # Templates inside of the template

    def _define(self) -> bool:
        """A definition, if one starts here."""
        start = self._next
        if self._peek().kind is not Kind.LEFT:
            return False
        self._take()
        if self._take_word().kind is not Kind.DEFINE:
            self._next = start
            return False
        self._tree("define clause", None)
        return True

    def _tree(self, context: str, name: bytes | None) -> None:
        """The body of a definition or a block, which sees no variables but `$` and is in no loop."""
        outer = self._variables, self._ranges, self._action, self._seen
        self._variables, self._ranges, self._action = ["$"], 0, None
        if name is None:
            self._seen = -1
            name = self._name(self._expect({Kind.STRING, Kind.RAW_STRING}, context), context)
            self._expect({Kind.RIGHT}, context)
        self._seen = -1
        body, ending = self._list()
        if isinstance(ending, _Else):
            raise self._failed(f"unexpected {_ending(ending)} in {context}")
        self._add(name, body)
        self._variables, self._ranges, self._action, self._seen = outer

    def _add(self, name: bytes, body: tuple[ast.Node, ...]) -> None:
        if name in self._definitions and not _is_empty(self._definitions[name]):
            if not _is_empty(body):
                raise self._failed(f"template: multiple definition of template {quoting.quote(name)}")
            return
        self._definitions[name] = body

    def _name(self, token: Token, context: str) -> bytes:
        if token.kind not in {Kind.STRING, Kind.RAW_STRING}:
            raise self._unexpected(token, context)
        return self._unquoted(token)

    def _unquoted(self, token: Token) -> bytes:
        value = quoting.unquote(token.text)
        if value is None:
            raise self._failed("invalid syntax")
        return value

    # Texts and actions

    def _list(self) -> tuple[tuple[ast.Node, ...], _End | _Else]:
        """Texts and actions up to an end or an else."""
        nodes: list[ast.Node] = []
        while self._peek_word().kind is not Kind.EOF:
            node = self._nested(self._text_or_action)
            if isinstance(node, _End | _Else):
                return tuple(nodes), node
            nodes.append(node)
        raise self._failed("unexpected EOF")

    def _text_or_action(self) -> ast.Node | _End | _Else:
        token = self._take_word()
        if token.kind is Kind.TEXT:
            return ast.Text(token.start, runes.encode(token.text))
        if token.kind is not Kind.LEFT:
            raise self._unexpected(token, "input")
        self._action = token
        node = self._read_action()
        self._action = None
        return node

    def _read_action(self) -> ast.Node | _End | _Else:
        token = self._take_word()
        match token.kind:
            case Kind.BLOCK:
                return self._block()
            case Kind.BREAK | Kind.CONTINUE:
                return self._jump(token)
            case Kind.ELSE:
                return self._else()
            case Kind.END:
                self._expect({Kind.RIGHT}, "end")
                return _End()
            case Kind.IF | Kind.RANGE | Kind.WITH:
                return self._branch(token.text)
            case Kind.TEMPLATE:
                return self._call()
        self._next -= 1
        return ast.Action(self._peek().start, self._pipeline("command", Kind.RIGHT))

    def _jump(self, token: Token) -> ast.Node:
        name = "{{" + token.text + "}}"
        after = self._take_word()
        if after.kind is not Kind.RIGHT:
            raise self._unexpected(after, name)
        if self._ranges == 0:
            raise self._failed(f"{name} outside {{{{range}}}}")
        return ast.Break(token.start) if token.kind is Kind.BREAK else ast.Continue(token.start)

    def _else(self) -> _Else:
        if self._peek_word().kind not in {Kind.IF, Kind.WITH}:
            self._expect({Kind.RIGHT}, "else")
        return _Else()

    def _branch(self, keyword: str) -> ast.Branch:
        """`if`, `with` or `range`; a chain of `else if` is read as a loop and nested afterwards."""
        outer = len(self._variables)
        parts = [self._part(keyword)]
        otherwise: tuple[ast.Node, ...] | None = None
        while isinstance(parts[-1][2], _Else):
            if keyword in {"if", "with"} and self._peek().kind is _KEYWORD_KINDS[keyword]:
                self._take()
                parts.append(self._part(keyword))
                continue
            otherwise, ending = self._list()
            if isinstance(ending, _Else):
                raise self._failed(f"expected end; found {_ending(ending)}")
            break
        del self._variables[outer:]
        for pipe, body, _ in reversed(parts[1:]):
            otherwise = (ast.Branch(pipe.at, keyword, pipe, body, otherwise),)
        pipe, body, _ = parts[0]
        return ast.Branch(pipe.at, keyword, pipe, body, otherwise)

    def _part(self, keyword: str) -> tuple[ast.Pipe, tuple[ast.Node, ...], _End | _Else]:
        pipe = self._pipeline(keyword, Kind.RIGHT)
        self._ranges += keyword == "range"
        body, ending = self._list()
        self._ranges -= keyword == "range"
        return pipe, body, ending

    def _block(self) -> ast.Call:
        context = "block clause"
        token = self._take_word()
        name = self._name(token, context)
        pipe = self._pipeline(context, Kind.RIGHT)
        self._tree(context, name)
        return ast.Call(token.start, name, pipe)

    def _call(self) -> ast.Call:
        context = "template clause"
        token = self._take_word()
        name = self._name(token, context)
        pipe = None
        if self._take_word().kind is not Kind.RIGHT:
            self._next -= 1
            pipe = self._pipeline(context, Kind.RIGHT)
        return ast.Call(token.start, name, pipe)

    # Pipelines

    def _pipeline(self, context: str, end: Kind) -> ast.Pipe:
        start = self._peek_word().start
        variables, assigns = self._declarations(context)
        commands: list[ast.Command] = []
        while (token := self._take_word()).kind is not end:
            if token.kind not in _OPERANDS:
                raise self._unexpected(token, context)
            self._next -= 1
            commands.append(self._command())
        if not commands:
            raise self._failed(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.operands[0], _CONSTANTS):
                raise self._failed(f"non executable command in pipeline stage {stage}")
        return ast.Pipe(start, tuple(variables), assigns, tuple(commands))

    def _declarations(self, context: str) -> tuple[list[ast.Variable], bool]:
        variables: list[ast.Variable] = []
        while (token := self._peek_word()).kind is Kind.VARIABLE:
            start = self._next
            self._take()
            sign = self._peek_word()
            if sign.kind in {Kind.ASSIGN, Kind.DECLARE}:
                self._take_word()
                self._declare(token, variables)
                return variables, sign.kind is Kind.ASSIGN
            if (sign.kind, sign.text) != (Kind.CHAR, ","):
                self._next = start
                return variables, False
            self._take_word()
            self._declare(token, variables)
            if context != "range" or len(variables) >= 2:
                raise self._failed(f"too many declarations in {context}")
            if self._peek_word().kind not in {Kind.VARIABLE, Kind.RIGHT, Kind.CLOSE}:
                raise self._failed("range can only initialize variables")
        return variables, False

    def _declare(self, token: Token, variables: list[ast.Variable]) -> None:
        variables.append(ast.Variable(token.start, (token.text,)))
        self._variables.append(token.text)

    def _command(self) -> ast.Command:
        start = self._peek_word().start
        operands: list[ast.Operand] = []
        while True:
            self._peek_word()
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = self._take()
            if token.kind is Kind.SPACE:
                continue
            if token.kind in {Kind.RIGHT, Kind.CLOSE}:
                self._next -= 1
            elif token.kind is not Kind.PIPE:
                raise self._unexpected(token, "operand")
            break
        if not operands:
            raise self._failed("empty command")
        return ast.Command(start, tuple(operands))

    def _operand(self) -> ast.Operand | None:
        node = self._term()
        if node is None or self._peek().kind is not Kind.FIELD:
            return node
        start = self._peek().start
        names: list[str] = []
        while self._peek().kind is Kind.FIELD:
            names.append(self._take().text[1:])
        if isinstance(node, ast.Field):
            return ast.Field(start, (*node.names, *names))
        if isinstance(node, ast.Variable):
            return ast.Variable(start, (*node.names, *names))
        if isinstance(node, _CONSTANTS):
            raise self._failed(f"unexpected . after term {quoting.quote(runes.encode(ast.show(node)))}")
        return ast.Chain(start, node, tuple(names))

    def _term(self) -> ast.Operand | None:
        token = self._take_word()
        match token.kind:
            case Kind.IDENTIFIER:
                return self._function(token)
            case Kind.DOT:
                return ast.Dot(token.start)
            case Kind.NIL:
                return ast.Nil(token.start)
            case Kind.VARIABLE:
                if token.text not in self._variables:
                    raise self._failed(f"undefined variable {quoting.quote(runes.encode(token.text))}")
                return ast.Variable(token.start, (token.text,))
            case Kind.FIELD:
                return ast.Field(token.start, (token.text[1:],))
            case Kind.BOOL:
                return ast.Bool(token.start, token.text == "true")
            case Kind.CHARACTER | Kind.COMPLEX | Kind.NUMBER:
                return self._number(token)
            case Kind.OPEN:
                return self._nested(lambda: self._pipeline("parenthesized pipeline", Kind.CLOSE))
            case Kind.STRING | Kind.RAW_STRING:
                return ast.String(token.start, token.text, self._unquoted(token))
        self._next -= 1
        return None

    def _function(self, token: Token) -> ast.Identifier:
        name = token.text
        if name not in self._functions.names:
            raise self._failed(f"function {quoting.quote(runes.encode(name))} not defined")
        refusal = self._functions.refusal(name)
        if refusal is not None:
            raise self._failed(refusal, refused=True)
        self._used.add(name)
        return ast.Identifier(token.start, name)

    def _number(self, token: Token) -> ast.Number:
        if token.kind is Kind.CHARACTER:
            code = quoting.unquote_character(token.text)
            if isinstance(code, str):
                raise self._failed(code)
            return ast.Number(token.start, token.text, code, code, float(code))
        text = token.text.encode()
        if token.kind is Kind.COMPLEX or (text.endswith(b"i") and numerals.parse_float(text[:-1]) is not None):
            raise self._failed("numbers with an imaginary part are not supported", refused=True)
        unsigned, signed = numerals.parse_uint(text, 0), numerals.parse_int(text, 0)
        if signed == 0:
            unsigned = 0
        if signed is not None or unsigned is not None:
            whole = signed if signed is not None else unsigned or 0
            return ast.Number(token.start, token.text, signed, unsigned, float(whole))
        return self._float(token, numerals.parse_float(text))

    def _float(self, token: Token, number: float | None) -> ast.Number:
        quoted = quoting.quote(runes.encode(token.text))
        if number is None:
            raise self._failed(f"illegal number syntax: {quoted}")
        if not any(each in token.text for each in ".eEpP"):
            raise self._failed(f"integer overflow: {quoted}")
        whole = int(number) if number == int(number) else None
        signed = whole if whole is not None and -numerals.MAX_INT - 1 <= whole <= numerals.MAX_INT else None
        unsigned = whole if whole is not None and 0 <= whole <= numerals.MAX_UINT else None
        return ast.Number(token.start, token.text, signed, unsigned, number)


_KEYWORD_KINDS = {"if": Kind.IF, "with": Kind.WITH}


def _ending(node: _End | _Else) -> str:
    return "{{end}}" if isinstance(node, _End) else "{{else}}"


def _shown(token: Token) -> str:
    """A token as Go names it."""
    if token.kind is Kind.EOF:
        return "EOF"
    if token.kind in KEYWORDS:
        return f"<{token.text}>"
    if len(runes.encode(token.text)) > 10:
        return quoting.quote(runes.encode(token.text[:10])) + "..."
    return quoting.quote(runes.encode(token.text))


def _is_empty(nodes: tuple[ast.Node, ...]) -> bool:
    """Whether a tree is nothing but space, so that another one may take its place."""
    return all(isinstance(node, ast.Text) and not runes.trim_space(node.value) for node in nodes)
