"""Diagnostics as people and programs read them: one file a format.

`text` draws them beside the source, `json` makes them values. `plain` keeps control characters away from terminals and
`paint` is all there is to colour.
"""
