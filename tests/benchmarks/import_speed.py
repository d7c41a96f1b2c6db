"""Importing: CPU time of the importing process, on SQLite and on PostgreSQL.

Three imports of the same addresses: all rows are new; half of them have another name; nothing is
new. The time of the database server is not counted.
"""

import argparse
import statistics
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from directory.catalog.catalog import Catalog
from directory.importing.service import import_files
from directory.settings import Settings
from tests.benchmarks.rig import show_table
from tests.databases import PostgresServer, new_sqlite

STEPS = ("added", "half updated", "nothing new")


def main() -> None:
    """Print CPU seconds by step and database, medians, and the ratio of the databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    server = PostgresServer()
    try:
        runs = [measure(server, options.rows) for _ in range(options.runs)]
    finally:
        server.stop()
    table = []
    for place, step in enumerate(STEPS):
        sqlite, postgres = (statistics.median(run[kind][place] for run in runs) for kind in (0, 1))
        ratio = statistics.median(run[1][place] / run[0][place] for run in runs)
        table.append([step, f"{sqlite:.2f}", f"{postgres:.2f}", f"{ratio:.2f}"])
    show_table([f"{options.rows:,} rows", "SQLite s", "PostgreSQL s", "ratio"], table)


def measure(server: PostgresServer, rows: int) -> tuple[list[float], list[float]]:
    """Return the CPU seconds of each step, on SQLite and on PostgreSQL."""
    with TemporaryDirectory() as name, server.catalog() as url:
        folder = Path(name)
        return steps(new_sqlite(folder / "catalog.db"), folder, rows), steps(url, folder, rows)


def steps(url: str, folder: Path, rows: int) -> list[float]:
    """Return the CPU seconds of each step."""
    file, seconds = folder / "links.csv", []
    with closing(Catalog.open(url)) as catalog:
        for names in ("{}", "{} B", "{} B"):
            lines = (
                f"https://host-{n}.example/jobs,{names.format(n) if n % 2 else n},Find work here."
                for n in range(rows)
            )
            file.write_text("url,name,description\n" + "\n".join(lines), encoding="utf-8")
            began = time.process_time()
            import_files(catalog, [file], who="benchmark", settings=Settings())
            seconds.append(time.process_time() - began)
    return seconds


if __name__ == "__main__":
    main()
