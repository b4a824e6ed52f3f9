"""What is always true of the data, in one place: each invariant is a function whose first line says it.

A function yields the rows that break it. Those of ``rows``, ``reviews``, ``halts`` and ``search`` ask the database;
those of ``attempts`` look at one attempt after the other, all of them in one pass, so that memory is bounded and a
large site is read once.
"""

from cme.desk.invariants.finding import Broken, find_broken, invariants

__all__ = ["Broken", "find_broken", "invariants"]
