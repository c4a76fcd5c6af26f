"""Small phrases that every view uses."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.evaluate.report import PolicyResult, Score, Verdict


def counted(count: int, word: str) -> str:
    """A number and its noun.

    >>> counted(1, "node"), counted(3, "policy")
    ('1 node', '3 policies')
    """
    if count == 1:
        return f"1 {word}"
    return f"{count} {word[:-1]}ies" if word.endswith("y") else f"{count} {word}s"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first few names and how many more there are.

    >>> some(["a", "b", "c", "d", "e"])
    'a, b, c, … and 2 more'
    """
    shown = names if len(names) <= most + 1 else names[:most]
    more = f", … and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return ", ".join(plain(each) for each in shown) + more


def coloured(verdict: Verdict, text: str, paint: Paint) -> str:
    """A text in the colour of a verdict."""
    if verdict == "compatible":
        return paint.green(text)
    return paint.yellow(text) if verdict == "unknown" else paint.red(text)


def score_text(score: Score) -> str:
    """A score; where something is unknown, its bounds.

    >>> score_text(Score(10, 30))
    'score 10 to 30'
    """
    if score.certain == score.possible:
        return f"score {score.certain}"
    return f"score {score.certain} to {score.possible}"


def is_scored(result: PolicyResult) -> bool:
    """Whether the policy has anything that a score could come from."""
    return bool(result.preferences or result.groups)
