#!/usr/bin/env python3
"""Counts, with tshark, how many packets of each reference capture match each filter.

Writes tests/oracle/filters/counts.tsv: a line a capture, its name, the packets in it, and the
filters that match as index:packets, the others being 0. Captures that tshark cannot open or where it
sees no packet are left out. Made with tshark 4.0.17; run again when filters.txt changes:
tests/oracle/filters/count.py ../shared/corpus"""
import concurrent.futures, pathlib, re, subprocess, sys

here = pathlib.Path(__file__).parent
corpus = pathlib.Path(sys.argv[1])
filters = [line for line in (here / "filters.txt").read_text().splitlines() if line and not line.startswith("#")]
# One run answers all: a hierarchy of protocols for each filter, whose root counts what matches.
questions = [part for one in ["frame", *filters] for part in ("-z", f"io,phs,{one}")]


def count(capture):
    command = ["tshark", "-nr", capture, "-q", *questions]
    said = subprocess.run(command, capture_output=True, text=True, errors="replace").stdout
    found = {}
    for part in said.split("Protocol Hierarchy Statistics\nFilter: ")[1:]:
        # A packet with a comment has that as its root.
        roots = re.findall(r"^\w+ +frames:(\d+)", part, re.MULTILINE)
        found[part.split("\n")[0]] = sum(map(int, roots))
    if len(found) != len(set(filters)) + 1 or not found["frame"]:
        return capture.name, None
    some = " ".join(f"{index}:{found[one]}" for index, one in enumerate(filters) if found[one])
    return capture.name, f"{capture.name}\t{found['frame']}\t{some}\n"


captures = sorted((corpus / "captures").iterdir(), key=lambda path: path.name)
with concurrent.futures.ThreadPoolExecutor(2) as pool, open(here / "counts.tsv", "w") as out:
    for name, line in pool.map(count, captures):
        if line:
            out.write(line)
        else:
            print("no counts:", name, file=sys.stderr)
