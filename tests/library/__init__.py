"""The policy library: tests of table rows that are made by a generator, and what is counted of it."""
