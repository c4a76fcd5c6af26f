"""Host discovery: the features of the machine itself, as Node Feature Discovery's own sources would report them.

`discover` reads `/sys`, `/proc`, `/etc` and the like below a root, asks the processor where it may, and gives a `Host`. No
program is run, nothing is written, and nothing that a tree contains can raise. The sources follow NFD v0.19, one file
each; `driver` and `library` are beyond NFD.
"""

from compatlang.integrations.host.discover import discover
from compatlang.integrations.host.hardware import Hardware
from compatlang.integrations.host.model import Host, Note
from compatlang.integrations.host.root import Root

__all__ = ["Hardware", "Host", "Note", "Root", "discover"]
