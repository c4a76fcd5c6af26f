"""Sprig's functions on text, but for those that change case: see `cases`."""

from __future__ import annotations

from compatlang.nfd.template import quoting, runes
from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.formatting import display, sprintf
from compatlang.nfd.template.functions.casting import to_text, to_texts
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, INT, STRING, STRING_MAP, STRINGS
from compatlang.nfd.template.limits import Work, check_text
from compatlang.nfd.template.numerals import wrap_int
from compatlang.nfd.template.values import NOTHING, Slice, Value, string, strings


def _hello() -> bytes:
    return b"Hello!"


def _abbrev(width: int, text: bytes) -> bytes:
    return text if width < 4 else _abbreviated(text, 0, width)


def _abbrevboth(left: int, right: int, text: bytes) -> bytes:
    if right < 4 or (left > 0 and right < 7):
        return text
    return _abbreviated(text, left, right)


def _abbreviated(text: bytes, offset: int, width: int) -> bytes:
    """A text cut to a width, with dots where something is missing; cut in front too when the offset asks for it."""
    if len(text) <= width:
        return text
    kept = width - 3
    offset = min(offset, len(text))
    if wrap_int(len(text) - offset) < kept:
        offset = len(text) - kept
    if offset <= 4:
        return text[:kept] + b"..."
    if width < 7:
        return b""
    if offset + kept < len(text):
        # Goutils abbreviates the rest anew, and gives nothing when the width left is below its least.
        return b"..." + (_abbreviated(text[offset:], 0, kept) if kept >= 4 else b"")
    return b"..." + text[len(text) - kept :]


def _trunc(count: int, text: bytes) -> bytes:
    if count < 0:
        return text[count:] if len(text) + count > 0 else text
    return text[:count]


def _substr(start: int, end: int, text: bytes) -> bytes:
    if start < 0:
        return _sliced(text, 0, end)
    return _sliced(text, start, len(text) if end < 0 or end > len(text) else end)


def _sliced(text: bytes, start: int, end: int) -> bytes:
    """A part of a text, or what Go panics with where there is no such part."""
    problem = "runtime error: slice bounds out of range "
    if not 0 <= end <= len(text):
        raise CallError(problem + (f"[:{end}]" if end < 0 else f"[:{end}] with length {len(text)}"))
    if start > end:
        raise CallError(problem + (f"[{start}:]" if start < 0 else f"[{start}:{end}]"))
    return text[start:end]


def _repeat(count: int, text: bytes) -> bytes:
    if count < 0:
        raise CallError("strings: negative Repeat count")
    check_text(count * len(text))
    return text * count


def _trim(text: bytes) -> bytes:
    return runes.trim_space(text)


def _trim_all(cut: bytes, text: bytes) -> bytes:
    cut_runes = set(runes.decode(cut))
    parts = runes.split(text)
    start, stop = 0, len(parts)
    while start < stop and parts[start][0] in cut_runes:
        start += 1
    while stop > start and parts[stop - 1][0] in cut_runes:
        stop -= 1
    return b"".join(part for _, part in parts[start:stop])


def _trim_suffix(suffix: bytes, text: bytes) -> bytes:
    return text.removesuffix(suffix)


def _trim_prefix(prefix: bytes, text: bytes) -> bytes:
    return text.removeprefix(prefix)


def _nospace(text: bytes) -> bytes:
    """Goutils takes bytes for runes here: what is not ASCII is written anew, as Latin-1, when a space goes."""
    kept = [chr(byte) for byte in text if not runes.is_space(chr(byte))]
    return text if len(kept) == len(text) else runes.encode("".join(kept))


def _initials(text: bytes) -> bytes:
    """The first byte of each word; goutils takes bytes for runes here too."""
    letters: list[str] = []
    after_gap = True
    for byte in text:
        gap = runes.is_space(chr(byte))
        if after_gap and not gap:
            letters.append(chr(byte))
        after_gap = gap
    return runes.encode("".join(letters))


def _wrap(width: int, text: bytes) -> bytes:
    return _wrapped(text, width, b"\n", cut_words=False)


def _wrap_with(width: int, newline: bytes, text: bytes) -> bytes:
    return _wrapped(text, width, newline or b"\n", cut_words=True)


def _wrapped(text: bytes, width: int, newline: bytes, *, cut_words: bool) -> bytes:
    """A text with line breaks: at the last space that fits, or in a long word only when that is allowed."""
    width = max(width, 1)
    parts: list[bytes] = []
    at = size = 0
    while len(text) - at > width:
        if text[at : at + 1] == b" ":
            at += 1
            continue
        space = text.rfind(b" ", at, at + width + 1)
        if space >= 0:
            stop, following = space, space + 1
        elif cut_words:
            stop = following = at + width
        else:
            space = text.find(b" ", at + width)
            if space < 0:
                break
            stop, following = space, space + 1
        size += stop - at + len(newline)
        check_text(size)
        parts += [text[at:stop], newline]
        at = following
    return b"".join([*parts, text[at:]])


def _contains(part: bytes, text: bytes) -> bool:
    return part in text


def _has_prefix(prefix: bytes, text: bytes) -> bool:
    return text.startswith(prefix)


def _has_suffix(suffix: bytes, text: bytes) -> bool:
    return text.endswith(suffix)


def _quote(work: Work, *values: Value) -> bytes:
    return _spaced([_double_quoted(to_text(each, work), work) for each in values if each is not NOTHING])


def _double_quoted(text: bytes, work: Work) -> bytes:
    work.spend_bytes(4 * len(text))
    return quoting.quote(text).encode()


def _squote(work: Work, *values: Value) -> bytes:
    return _spaced([b"'" + display(each, work) + b"'" for each in values if each is not NOTHING])


def _spaced(texts: list[bytes]) -> bytes:
    return _joined(b" ", texts)


def _joined(separator: bytes, texts: list[bytes]) -> bytes:
    check_text(sum(map(len, texts)) + len(separator) * max(len(texts) - 1, 0))
    return separator.join(texts)


def _cat(work: Work, *values: Value) -> bytes:
    given = [each for each in values if each is not NOTHING]
    return sprintf(b" ".join([b"%v"] * len(given)), given, work)


def _indent(spaces: int, text: bytes) -> bytes:
    if spaces < 0:
        raise CallError("strings: negative Repeat count")
    check_text(len(text) + spaces * (1 + text.count(b"\n")))
    pad = b" " * spaces
    return pad + text.replace(b"\n", b"\n" + pad)


def _nindent(spaces: int, text: bytes) -> bytes:
    return b"\n" + _indent(spaces, text)


def _replace(old: bytes, new: bytes, text: bytes) -> bytes:
    count = text.count(old) if old else len(runes.decode(text)) + 1
    check_text(len(text) + count * max(len(new) - len(old), 0))
    if old:
        return text.replace(old, new)
    return new + b"".join(part + new for _, part in runes.split(text))


def _plural(one: bytes, many: bytes, count: int) -> bytes:
    return one if count == 1 else many


def _to_string(work: Work, value: Value) -> bytes:
    return to_text(value, work)


def _to_strings(work: Work, value: Value) -> Slice | None:
    if value.type == STRINGS:
        same: Slice | None = value.data
        return same
    return strings(to_texts(value, work))


def _join(work: Work, separator: bytes, value: Value) -> bytes:
    return _joined(separator, to_texts(value, work))


def split_text(separator: bytes, text: bytes, count: int = -1) -> list[bytes]:
    """`strings.SplitN`; an empty separator splits after each rune, and no text has no parts then."""
    if count == 0:
        return []
    if separator:
        return text.split(separator, count - 1 if count > 0 else -1)
    parts = runes.split(text)
    if 0 < count < len(parts):
        return [part for _, part in parts[: count - 1]] + [b"".join(part for _, part in parts[count - 1 :])]
    return [part for _, part in parts]


def _split(work: Work, separator: bytes, text: bytes) -> dict[bytes, Value]:
    return _numbered(split_text(separator, text), work)


def _splitn(work: Work, separator: bytes, count: int, text: bytes) -> dict[bytes, Value]:
    return _numbered(split_text(separator, text, count), work)


def _numbered(parts: list[bytes], work: Work) -> dict[bytes, Value]:
    work.spend_elements(len(parts))
    return {b"_%d" % index: string(part) for index, part in enumerate(parts)}


def _split_list(separator: bytes, text: bytes) -> Slice:
    return strings(split_text(separator, text))


FUNCTIONS = (
    Function("hello", _hello, (), STRING),
    Function("abbrev", _abbrev, (INT, STRING), STRING),
    Function("abbrevboth", _abbrevboth, (INT, INT, STRING), STRING),
    Function("trunc", _trunc, (INT, STRING), STRING),
    Function("substr", _substr, (INT, INT, STRING), STRING),
    Function("repeat", _repeat, (INT, STRING), STRING),
    Function("trim", _trim, (STRING,), STRING),
    Function("trimall", _trim_all, (STRING, STRING), STRING),
    Function("trimAll", _trim_all, (STRING, STRING), STRING),
    Function("trimSuffix", _trim_suffix, (STRING, STRING), STRING),
    Function("trimPrefix", _trim_prefix, (STRING, STRING), STRING),
    Function("nospace", _nospace, (STRING,), STRING),
    Function("initials", _initials, (STRING,), STRING),
    Function("wrap", _wrap, (INT, STRING), STRING),
    Function("wrapWith", _wrap_with, (INT, STRING, STRING), STRING),
    Function("contains", _contains, (STRING, STRING), BOOL),
    Function("hasPrefix", _has_prefix, (STRING, STRING), BOOL),
    Function("hasSuffix", _has_suffix, (STRING, STRING), BOOL),
    Function("quote", _quote, (), STRING, rest=ANY, works=True),
    Function("squote", _squote, (), STRING, rest=ANY, works=True),
    Function("cat", _cat, (), STRING, rest=ANY, works=True),
    Function("indent", _indent, (INT, STRING), STRING),
    Function("nindent", _nindent, (INT, STRING), STRING),
    Function("replace", _replace, (STRING, STRING, STRING), STRING),
    Function("plural", _plural, (STRING, STRING, INT), STRING),
    Function("toString", _to_string, (ANY,), STRING, works=True),
    Function("toStrings", _to_strings, (ANY,), STRINGS, works=True),
    Function("join", _join, (STRING, ANY), STRING, works=True),
    Function("split", _split, (STRING, STRING), STRING_MAP, works=True),
    Function("splitn", _splitn, (STRING, INT, STRING), STRING_MAP, works=True),
    Function("splitList", _split_list, (STRING, STRING), STRINGS),
)
