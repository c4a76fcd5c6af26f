"""The decision graph: all policies as one shared graph over the features of a node."""
