"""The checked tree. Write `from compatlang.typed import tree as typed`."""
