"""Documents of NFD as source of the language that decides as NFD does.

`read` makes one of a text, `imported` of a document that was read. What differs by design is a comment of the result, and a
rule of which nothing equal can be said is refused by name.
"""

from compatlang.nfd.importing.document import Imported, imported, read

__all__ = ["Imported", "imported", "read"]
