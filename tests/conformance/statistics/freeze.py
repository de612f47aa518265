"""Writes frozen.json: the numbers of the corpus by a second implementation.

    python3 tests/conformance/statistics/freeze.py

Needs nothing but Python. tests/tests/statistics.rs compares.
"""
import json
import os
from dataclasses import astuple

from corpus import corpus
from second.run import over_run
from second.tables import tables
from second.trades import over_trades

HERE = os.path.dirname(os.path.abspath(__file__))


def frozen(case):
    exact = case.exact()
    sides = {"all": exact.trades} | {side: [t for t in exact.trades if t.side == side] for side in ("long", "short")}
    expected = {"run": over_run(exact)} | {name: over_trades(some, exact.time) for name, some in sides.items()}
    inputs = vars(case) | {"trades": [astuple(t) for t in case.trades]}
    return inputs | {"expected": expected, "tables": tables(exact)}


def main():
    with open(os.path.join(HERE, "frozen.json"), "w", encoding="ascii") as out:
        lines = (json.dumps(frozen(case), separators=(",", ":"), allow_nan=False) for case in corpus())
        out.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
