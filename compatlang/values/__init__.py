"""What a feature value is: the scalar types with their order, intervals over them, patterns, and three-valued truth.

Pure and small; each module is proved by properties in `tests/properties/`. It knows no feature and no syntax.
"""
