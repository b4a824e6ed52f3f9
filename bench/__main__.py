"""Run the benchmarks and print each figure beside its bar: ``python -m bench [NAME ...]``, all without a name."""

import sys
import tempfile
from pathlib import Path

from bench.analysis import bench_analysis
from bench.answering import bench_answering
from bench.desk import bench_desk
from bench.grading import bench_grading
from bench.publishing import bench_publishing
from bench.reading import bench_reading
from bench.searching import bench_searching
from bench.serving import BenchFailed, need_wrk
from bench.weight import bench_weight

BENCHES = {
    "weight": bench_weight,
    "reading": bench_reading,
    "answering": bench_answering,
    "analysis": bench_analysis,
    "desk": bench_desk,
    "searching": bench_searching,
    "publishing": bench_publishing,
    "lighthouse": bench_grading,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return 0 when every bar was met."""
    names = names or list(BENCHES)
    if "reading" in names:  # the only one with a load of wrk
        need_wrk()
    met = []
    for name in names:
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            met.append(BENCHES[name](Path(folder)))
    return 0 if all(met) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BenchFailed as failure:
        sys.exit(str(failure))
