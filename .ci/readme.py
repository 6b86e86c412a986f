#!/usr/bin/env python3
"""Runs the shell blocks of the READMEs in a copy of the samples and compares what they print.

A block of `sh` followed by one of `text` must print exactly that; one followed by `json` must print JSON. Blocks
that need a program or package that is not there are left out and named. cargo's own blocks are run by .ci/run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def missing(script):
    """What a block needs and the machine does not have."""
    for program in ("jq", "Rscript"):
        if re.search(rf"\b{program}\b", script) and not shutil.which(program):
            return program
    if "Rscript" in script:
        if subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True).returncode:
            return "the R package jsonlite"
    if "import duckdb" in script and subprocess.run(["python3", "-c", "import duckdb"], capture_output=True).returncode:
        return "the Python package duckdb"
    return None


def check(readme, folder):
    blocks = BLOCK.findall(open(readme, encoding="utf-8").read())
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    ran = 0
    for (kind, script), (next_kind, expected) in zip(blocks, blocks[1:] + [("", "")]):
        if kind != "sh" or script.startswith("cargo "):
            continue
        if lacking := missing(script):
            print(f"{readme}: left out for want of {lacking}: {script.splitlines()[0]}")
            continue
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
        )
        if run.returncode or run.stderr:
            sys.exit(f"{readme}: exit {run.returncode}\n{script}\n{run.stderr}")
        if next_kind == "text" and run.stdout != expected:
            sys.exit(f"{readme}: {script}\nprinted {run.stdout!r}\nexpected {expected!r}")
        if script == "xxgk extract samples/seed/dingdian-2020.txt\n":
            check_seed(json.loads(run.stdout))
        ran += 1
    print(f"{readme}: {ran} blocks")


def check_seed(report):
    """What anyone can read in the seed: who, when, six sections, and a zero in each of 198 cells."""
    assert report["title"] == "町店镇人民政府2020年政府信息公开工作年度报告", report["title"]
    assert report["agency"] == "町店镇人民政府", report["agency"]
    assert (report["year"], report["form"]) == (2020, "2019"), (report["year"], report["form"])
    numbers = [section["number"] for section in report["sections"] if section["number"] is not None]
    assert numbers == [1, 2, 3, 4, 5, 6], numbers
    cells = [cell for table in report["tables"].values() for row in table.values() for cell in row.values()]
    # All figures of the seed are 0 but the two of its procurement table, cells 21 and 22 as printed.
    assert cells == [0] * 20 + [2, 109930] + [0] * 176, cells


def main():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree("samples", os.path.join(folder, "samples"))
        for readme in sys.argv[1:]:
            check(readme, folder)


main()
