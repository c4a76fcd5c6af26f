"""Questions about policies themselves, each answered with a witness that was evaluated, or with proof."""
