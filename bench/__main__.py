"""`python -m bench [NAME ...]`: run all measurements, or those named, and print their tables."""

from __future__ import annotations

import argparse
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench.bucket_kills import bucket_kills
from bench.bucket_network import bucket_network
from bench.cluster import cluster
from bench.cold import cold
from bench.commits import commits
from bench.delivery import delivery
from bench.doubling import doubling
from bench.export_kills import export_kills
from bench.export_speed import export_changed, export_first
from bench.fidelity import fidelity
from bench.first_sync import first_sync
from bench.many_histories import histories
from bench.many_records import many_records
from bench.many_syncs import many_syncs
from bench.moving import moving
from bench.new_post_files import new_post_files
from bench.outages import outages
from bench.revisions import revisions
from bench.saved_post import saved_post
from bench.scale import scale
from bench.second_sync import second_sync
from bench.soak import soak
from bench.sql_source import sql_source
from bench.streams.differences import differences
from bench.worst_bodies import worst_bodies

MEASUREMENTS = {
    "first-sync": first_sync,
    "second-sync": second_sync,
    "scale": scale,
    "delivery": delivery,
    "revisions": revisions,
    "saved-post": saved_post,
    "cold": cold,
    "export-first": export_first,
    "export-changed": export_changed,
    "new-post-files": new_post_files,
    "export-kills": export_kills,
    "bucket-kills": bucket_kills,
    "bucket-network": bucket_network,
    "cluster": cluster,
    "outages": outages,
    "commits": commits,
    "sql-source": sql_source,
    "fidelity": fidelity,
    "many-records": many_records,
    "many-syncs": many_syncs,
    "histories": histories,
    "worst-bodies": worst_bodies,
    "doubling": doubling,
    "moving": moving,
    "soak": soak,
    "streams": differences,
}


def main() -> None:
    """Read the command line and run what it names, each measurement in a temporary folder of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure feedsvc.")
    parser.add_argument("name", nargs="*", help=f"what to measure: {', '.join(MEASUREMENTS)}; else all")
    parser.add_argument("--posts", type=int, default=2000, help="how many posts (2000)")
    parser.add_argument("--turns", type=int, default=3, help="how often each side runs (3)")
    options = parser.parse_args()
    if unknown := [name for name in options.name if name not in MEASUREMENTS]:
        parser.error(f"no such measurement: {', '.join(unknown)}")
    packages = ", ".join(f"{name} {version(name)}" for name in ("feedsvc", "pelican", "markdown"))
    print(f"{platform.python_implementation()} {platform.python_version()}; {packages}", flush=True)
    # All goes at the end: a file system that just lost many files is slow for the next measurement.
    with tempfile.TemporaryDirectory(prefix="feedsvc-bench-") as folder:
        for number, name in enumerate(options.name or MEASUREMENTS):
            own = Path(folder) / str(number)
            own.mkdir()
            print(f"\n{MEASUREMENTS[name](own, options.posts, options.turns).table()}", flush=True)


if __name__ == "__main__":
    main()
