"""Runs a benchmark by its name: `python -m benchmarks faults`."""

import runpy
import sys

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python -m benchmarks NAME; the names stand in benchmarks/README.md")
    name = sys.argv.pop(1)
    runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
