"""Lints: mistakes that people make in policies that compile.

`lint.lint` is the way in. A lint is a file of `rules`: a code and a function over a `View` of one policy file, which it must
not be wrong about: a finding that is none costs the author more than one that is missed. `registry` names them all.
"""
