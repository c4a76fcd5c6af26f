"""What images ask of GPUs in `NVIDIA_REQUIRE_*` variables, as a policy that decides as NVIDIA's container runtime does.

`imported` makes a policy of the environment of an image's configuration; `parse` stops at the tree, and `assignment` takes
apart how people write a variable.
"""

from compatlang.nvidia.environment import assignment, parse
from compatlang.nvidia.imported import Imported, imported

__all__ = ["Imported", "assignment", "imported", "parse"]
