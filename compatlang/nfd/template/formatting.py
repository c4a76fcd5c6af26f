"""Go's `fmt` package: how `print`, `printf` and the template itself turn values into text.

Follows `doPrintf`, `printArg` and `printValue` of Go's fmt/print.go and the padding rules of fmt/format.go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from compatlang.nfd.template import kinds, numerals, quoting, runes
from compatlang.nfd.template.errors import RefusedError
from compatlang.nfd.template.limits import Work, check_depth, check_text
from compatlang.nfd.template.values import NOTHING, Value, element, items, pairs, unboxed
from compatlang.nfd.template.versions import Version

_LARGEST_WIDTH = 1_000_000
_FLAGS = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
_BASES = {"v": 10, "d": 10, "b": 2, "o": 8, "O": 8, "x": 16, "X": 16}
_PREFIXES = {2: "0b", 16: "0x"}
_NUMBER = re.compile(r"[0-9]*")


def sprint(arguments: Sequence[Value], work: Work) -> bytes:
    """`fmt.Sprint`: a space between two arguments when neither is a string."""
    printer = Printer(work)
    after_string = False
    for index, argument in enumerate(arguments):
        is_string = argument.kind == "string"
        if index > 0 and not is_string and not after_string:
            printer.write(b" ")
        printer.argument(argument, "v")
        after_string = is_string
    return printer.text()


def sprintln(arguments: Sequence[Value], work: Work) -> bytes:
    """`fmt.Sprintln`: a space between any two arguments and a newline at the end."""
    printer = Printer(work)
    for index, argument in enumerate(arguments):
        if index > 0:
            printer.write(b" ")
        printer.argument(argument, "v")
    printer.write(b"\n")
    return printer.text()


def sprintf(pattern: bytes, arguments: Sequence[Value], work: Work) -> bytes:
    """`fmt.Sprintf`."""
    printer = Printer(work)
    _Verbs(printer, pattern, arguments).run()
    return printer.text()


def display(value: Value, work: Work) -> bytes:
    """A value as `%v` shows it."""
    return sprint([value], work)


class Printer:
    """The text that one call of `fmt` makes, and the flags of the verb it is at."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._parts: list[bytes] = []
        self._size = 0
        self.reset()

    def reset(self) -> None:
        """Forget the flags."""
        self.sharp = self.zero = self.plus = self.minus = self.space = self.sharp_v = self.plus_v = False
        self.width: int | None = None
        self.precision: int | None = None
        self._erring = False

    def text(self) -> bytes:
        """What was written."""
        return b"".join(self._parts)

    def write(self, part: bytes) -> None:
        """Write some bytes as they are."""
        self._size += len(part)
        check_text(self._size)
        self._work.spend_bytes(len(part))
        self._parts.append(part)

    def pad(self, part: bytes, *, zero: bool | None = None) -> None:
        """Write some bytes, padded to the width."""
        missing = (self.width or 0) - len(part.decode("utf-8", "surrogateescape")) if self.width else 0
        padding = self._padding(missing, self.zero if zero is None else zero)
        self.write(part + padding if self.minus else padding + part)

    def _padding(self, missing: int, zero: bool) -> bytes:
        check_text(missing)
        return (b"0" if zero and not self.minus else b" ") * missing

    def argument(self, value: Value, verb: str) -> None:
        """Write an argument of the call."""
        value = unboxed(value)
        if value is NOTHING:
            if verb in "Tv":
                self.pad(b"<nil>")
            else:
                self._bad_verb(value, verb)
        elif verb == "T":
            self._string(value.type.name.encode(), "s")
        elif verb == "p":
            self._pointer(value, verb)
        else:
            self.value(value, verb, 0)

    def value(self, value: Value, verb: str, depth: int) -> None:
        """Write a value, which may be inside of others."""
        self._work.spend()
        check_depth(depth)
        if verb == "w":
            self._bad_verb(value, verb)
            return
        match value.kind:
            case "bool":
                if verb in "tv":
                    self.pad(b"true" if value.data else b"false")
                else:
                    self._bad_verb(value, verb)
            case "float64":
                self._float(value, verb)
            case "string":
                self._string_value(value, verb)
            case "map":
                self._map(value, verb, depth)
            case "slice":
                self._slice(value, verb, depth)
            case "interface":
                self._interface(value, verb, depth)
            case "ptr" | "struct":
                self._version(value, verb)
            case _:
                self._integer(value, verb)

    def _interface(self, value: Value, verb: str, depth: int) -> None:
        if value.data is not NOTHING:
            self.value(value.data, verb, depth + 1)
        else:
            self.write(b"interface {}(nil)" if self.sharp_v else b"<nil>")

    def _version(self, value: Value, verb: str) -> None:
        if self._erring or self.sharp_v or verb not in "vsxXq" or not isinstance(value.data, Version):
            raise RefusedError(f"printing a {value.type.name} with %{verb} is not supported")
        self._string_value(Value(kinds.STRING, str(value.data).encode()), verb)

    def _pointer(self, value: Value, verb: str) -> None:
        if value.kind in {"map", "slice", "ptr"}:
            raise RefusedError("%p prints another address each time")
        self._bad_verb(value, verb)

    def _bad_verb(self, value: Value, verb: str) -> None:
        self.write(b"%!" + verb.encode() + b"(")
        if value is NOTHING:
            self.write(b"<nil>")
        else:
            erring, self._erring = self._erring, True
            self.write(value.type.name.encode() + b"=")
            self.value(value, "v", 0)
            self._erring = erring
        self.write(b")")

    def _map(self, value: Value, verb: str, depth: int) -> None:
        if self.sharp_v:
            self.write(value.type.name.encode())
            if value.data is None:
                self.write(b"(nil)")
                return
        self.write(b"{" if self.sharp_v else b"map[")
        for index, (key, entry) in enumerate(pairs(value)):
            self._separate(index)
            self.value(Value(kinds.STRING, key), verb, depth + 1)
            self.write(b":")
            self.value(element(value.type, entry), verb, depth + 1)
        self.write(b"}" if self.sharp_v else b"]")

    def _slice(self, value: Value, verb: str, depth: int) -> None:
        if self.sharp_v:
            self.write(value.type.name.encode())
            if value.data is None:
                self.write(b"(nil)")
                return
        self.write(b"{" if self.sharp_v else b"[")
        for index, entry in enumerate(items(value)):
            self._separate(index)
            self.value(element(value.type, entry), verb, depth + 1)
        self.write(b"}" if self.sharp_v else b"]")

    def _separate(self, index: int) -> None:
        if index > 0:
            self.write(b", " if self.sharp_v else b" ")

    def _string_value(self, value: Value, verb: str) -> None:
        if verb in "vsqxX":
            self._string(value.data, verb)
        else:
            self._bad_verb(value, verb)

    def _string(self, data: bytes, verb: str) -> None:
        if verb in "xX":
            self._hexadecimal(data, verb)
            return
        if self.precision is not None:
            data = b"".join(part for _, part in runes.split(data)[: self.precision])
        if verb == "q" or (verb == "v" and self.sharp_v):
            data = self._quoted(data)
        self.pad(data)

    def _quoted(self, data: bytes) -> bytes:
        if self.sharp and quoting.can_backquote(data):
            return b"`" + data + b"`"
        return quoting.quote(data, ascii_only=self.plus).encode()

    def _hexadecimal(self, data: bytes, verb: str) -> None:
        data = data if self.precision is None else data[: self.precision]
        if not data:
            self.write(self._padding(self.width or 0, self.zero))
            return
        prefix = "0" + verb if self.sharp else ""
        digits = [f"{byte:02{verb}}" for byte in data]
        text = " ".join(prefix + each for each in digits) if self.space else prefix + "".join(digits)
        self.pad(text.encode())

    def _integer(self, value: Value, verb: str) -> None:
        number: int = value.data
        signed = value.kind in kinds.SIGNED
        unsigned = number & numerals.MAX_UINT
        if verb == "v" and self.sharp_v and not signed:
            sharp, self.sharp = self.sharp, True
            self._digits(number, 16, "v", signed=False)
            self.sharp = sharp
        elif verb in _BASES:
            self._digits(number, _BASES[verb], verb, signed=signed)
        elif verb in "cq":
            code = unsigned if unsigned <= 0x10FFFF else 0xFFFD
            if verb == "c":
                self.pad(runes.encode(runes.to_rune(code)))
            else:
                self.pad(quoting.quote_rune(code, ascii_only=self.plus).encode())
        elif verb == "U":
            self._code_point(unsigned)
        else:
            self._bad_verb(value, verb)

    def _digits(self, number: int, base: int, verb: str, *, signed: bool) -> None:
        negative = signed and number < 0
        least = 0
        if self.precision is not None:
            least = self.precision
            if least == 0 and number == 0:
                self.write(self._padding(self.width or 0, zero=False))
                return
        elif self.zero and not self.minus and self.width is not None:
            least = self.width - (1 if negative or self.plus or self.space else 0)
        check_text(least)
        digits = format(abs(number), {2: "b", 8: "o", 10: "d", 16: "x"}[base]).rjust(least, "0")
        if self.sharp and base == 8 and digits[0] != "0":
            digits = "0" + digits
        elif self.sharp:
            digits = _PREFIXES.get(base, "") + digits
        digits = digits.upper() if verb == "X" else "0o" + digits if verb == "O" else digits
        sign = "-" if negative else "+" if self.plus else " " if self.space else ""
        self.pad((sign + digits).encode(), zero=False)

    def _code_point(self, code: int) -> None:
        least = max(4, self.precision or 0)
        check_text(least)
        text = f"U+{code:X}" if len(f"{code:X}") >= least else "U+" + f"{code:X}".rjust(least, "0")
        if self.sharp and code <= 0x10FFFF and runes.is_print(chr(code)):
            text += f" '{chr(code)}'"
        self.pad(text.encode(), zero=False)

    def _float(self, value: Value, verb: str) -> None:
        if verb not in "vbgGxXfFeE":
            self._bad_verb(value, verb)
            return
        letter = {"v": "g", "F": "f"}.get(verb, verb)
        precision = 6 if verb in "feEF" else -1
        precision = precision if self.precision is None else self.precision
        check_text(precision)
        number = numerals.format_float(value.data, letter, precision)
        number = number if number[0] in "+-" else "+" + number
        if self.space and number[0] == "+" and not self.plus:
            number = " " + number[1:]
        if number[1] in "IN":
            bare = number[1] == "N" and not self.space and not self.plus
            self.pad((number[1:] if bare else number).encode(), zero=False)
            return
        if self.sharp and letter != "b":
            number = _with_point(number, letter, precision)
        if not self.plus and number[0] == "+":
            self.pad(number[1:].encode())
        elif self.zero and not self.minus and self.width is not None and self.width > len(number):
            self.write(number[:1].encode() + b"0" * (self.width - len(number)) + number[1:].encode())
        else:
            self.pad(number.encode())


def _with_point(number: str, verb: str, precision: int) -> str:
    """A float with the decimal point and the trailing zeros that the flag `#` asks for."""
    digits = (6 if precision == -1 else precision) if verb in "gGx" else 0
    ends = "pP" if verb in "xX" else "pPeE"
    stop = next((index for index, each in enumerate(number) if each in ends), len(number))
    number, tail = number[:stop], number[stop:]
    significant = number[1:].replace(".", "").lstrip("0")
    digits -= len(significant)
    if "." not in number:
        digits -= 1 if number[1:] == "0" else 0
        number += "."
    return number + "0" * max(digits, 0) + tail


class _Verbs:
    """The walk through the pattern of one `Sprintf`."""

    def __init__(self, printer: Printer, pattern: bytes, arguments: Sequence[Value]) -> None:
        self._printer = printer
        self._pattern = pattern.decode("latin-1")
        self._arguments = [unboxed(argument) for argument in arguments]
        self._at = 0
        self._next = 0
        self._reordered = False
        self._good = True
        self._after_index = False

    def run(self) -> None:
        """Write the whole text."""
        pattern = self._pattern
        while self._at < len(pattern):
            percent = pattern.find("%", self._at)
            percent = len(pattern) if percent < 0 else percent
            self._printer.write(pattern[self._at : percent].encode("latin-1"))
            self._at = percent + 1
            if percent == len(pattern):
                break
            self._good = True
            self._printer.reset()
            if not self._directive():
                break
        self._extra()

    def _directive(self) -> bool:
        """One `%` with all that belongs to it; False at the end of the pattern."""
        pattern, printer = self._pattern, self._printer
        while self._at < len(pattern) and pattern[self._at] in _FLAGS:
            setattr(printer, _FLAGS[pattern[self._at]], True)
            self._at += 1
        self._after_index = False
        self._index()
        self._width()
        self._precision()
        if not self._after_index:
            self._index()
        if self._at >= len(pattern):
            printer.write(b"%!(NOVERB)")
            return False
        verb, part = self._verb()
        self._at += len(part)
        if verb == "%":
            printer.write(b"%")
        elif not self._good:
            printer.write(b"%!" + runes.encode(verb) + b"(BADINDEX)")
        elif self._next >= len(self._arguments):
            printer.write(b"%!" + runes.encode(verb) + b"(MISSING)")
        else:
            self._argument(verb)
        return True

    def _verb(self) -> tuple[str, bytes]:
        return runes.split(self._pattern[self._at : self._at + 4].encode("latin-1"))[0]

    def _argument(self, verb: str) -> None:
        printer = self._printer
        if verb in "vw":
            printer.sharp_v, printer.sharp = printer.sharp, False
            printer.plus_v, printer.plus = printer.plus, False
        printer.argument(self._arguments[self._next], verb)
        self._next += 1

    def _width(self) -> None:
        printer = self._printer
        if self._pattern[self._at : self._at + 1] == "*":
            self._at += 1
            printer.width = self._star()
            if printer.width is None:
                printer.write(b"%!(BADWIDTH)")
            elif printer.width < 0:
                printer.width, printer.minus, printer.zero = -printer.width, True, False
            self._after_index = False
            return
        printer.width = self._number()
        if self._after_index and printer.width is not None:
            self._good = False

    def _precision(self) -> None:
        if self._pattern[self._at : self._at + 1] != "." or self._at + 1 >= len(self._pattern):
            return
        printer = self._printer
        self._at += 1
        if self._after_index:
            self._good = False
        self._index()
        if self._pattern[self._at : self._at + 1] == "*":
            self._at += 1
            printer.precision = self._star()
            if printer.precision is None or printer.precision < 0:
                printer.precision = None
                printer.write(b"%!(BADPREC)")
            self._after_index = False
        else:
            printer.precision = self._number() or 0

    def _star(self) -> int | None:
        """A width or precision that is an argument."""
        if self._next >= len(self._arguments):
            return None
        argument = self._arguments[self._next]
        self._next += 1
        if argument.kind not in kinds.INTEGERS or abs(argument.data) > _LARGEST_WIDTH:
            return None
        return int(argument.data)

    def _number(self) -> int | None:
        """A width or precision in digits; one that is much too large swallows the rest of the pattern."""
        match = _NUMBER.match(self._pattern, self._at)
        assert match is not None
        number, stop = _parse_number(match[0])
        self._at = match.end() if stop == len(match[0]) else len(self._pattern)
        return number

    def _index(self) -> None:
        """An explicit number of an argument, as in `%[1]d`."""
        pattern = self._pattern
        if pattern[self._at : self._at + 1] != "[":
            self._after_index = False
            return
        self._reordered = True
        close = pattern.find("]", self._at) if len(pattern) - self._at >= 3 else -1
        if close < 0:
            self._good = False
            self._at += 1
            self._after_index = False
            return
        digits = pattern[self._at + 1 : close]
        self._at = close + 1
        number, stop = _parse_number(digits)
        found = number is not None and stop == len(digits) and digits.isdecimal()
        self._after_index = found
        if found and number is not None and 1 <= number <= len(self._arguments):
            self._next = number - 1
        else:
            self._good = False

    def _extra(self) -> None:
        """What is written for arguments that no verb took."""
        if self._reordered or self._next >= len(self._arguments):
            return
        printer = self._printer
        printer.reset()
        printer.write(b"%!(EXTRA ")
        for index, argument in enumerate(self._arguments[self._next :]):
            if index > 0:
                printer.write(b", ")
            if argument is NOTHING:
                printer.write(b"<nil>")
            else:
                printer.write(argument.type.name.encode() + b"=")
                printer.argument(argument, "v")
        printer.write(b")")


def _parse_number(digits: str) -> tuple[int | None, int]:
    """A number and how many digits were read: not all when it is much too large."""
    number = 0
    for index, digit in enumerate(digits):
        if number > _LARGEST_WIDTH or not digit.isdecimal():
            return None, index
        number = number * 10 + int(digit)
    return (number, len(digits)) if digits else (None, 0)
