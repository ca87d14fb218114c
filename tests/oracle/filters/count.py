#!/usr/bin/env python3
"""Counts, with tshark, how many packets of each reference capture match each filter.

Writes tests/oracle/filters/counts.tsv: a line a capture, its name and the filters that match in it as
index:packets, the others being 0. Made with tshark 4.0.17; run again when filters.txt changes:
tests/oracle/filters/count.py ../shared/corpus"""
import pathlib, subprocess, sys

here = pathlib.Path(__file__).parent
corpus = pathlib.Path(sys.argv[1])
filters = [line for line in (here / "filters.txt").read_text().splitlines() if line and not line.startswith("#")]
captures = sorted((corpus / "captures").iterdir(), key=lambda path: path.stat().st_size)
with open(here / "counts.tsv", "w") as out:
    for capture in captures:
        counts = []
        # tshark takes what a comma separates for several filters, and so many at once.
        argument = "io,stat,0," + ",".join(filters)
        try:
            said = subprocess.run(["tshark", "-nr", capture, "-q", "-z", argument], capture_output=True, text=True, timeout=300).stdout
        except subprocess.TimeoutExpired:
            print("too slow:", capture.name, file=sys.stderr)
            continue
        rows = [line for line in said.splitlines() if line.startswith("|") and "<>" in line and "Interval" not in line]
        if not rows:
            print("no counts:", capture.name, file=sys.stderr)
            continue
        cells = [cell.strip() for cell in rows[-1].strip("|").split("|")][1:]
        counts = [int(cell) for cell in cells[0::2]]
        if len(counts) != len(filters):
            print("counts missing:", capture.name, len(counts), file=sys.stderr)
            continue
        some = " ".join(f"{index}:{count}" for index, count in enumerate(counts) if count)
        out.write(f"{capture.name}\t{some}\n")
        out.flush()
