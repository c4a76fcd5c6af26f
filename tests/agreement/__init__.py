"""All evaluators against the reference evaluator: the same decisions, on random policies and random nodes."""
