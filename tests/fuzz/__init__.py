"""Fuzz every parser of foreign input: `python -m fuzz --help`, in tests/.

It stands with the tests and not with the benchmarks: what it gives is a yes or no, its seeds are the tests' own
books and models, and a short run of it is a test.
"""
