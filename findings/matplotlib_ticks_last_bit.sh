#!/usr/bin/env bash
# What: on axes without margins, data that ends at 1.0000000000000002 instead of 1.0 gets
#   other ticks: 0, 0.25, 0.5, 0.75, 1 where 0, 0.2, 0.4, 0.6, 0.8, 1 stood before. Ending one
#   bit below 1.0 changes nothing. Nine ninths added up come to that end; a sum in another
#   order, or by another processor's kernels, may not.
# Guess before: limits that differ in the last bit give the same picture.
# Surprised: whoever compares figures by pixels or by tick labels, and whoever prints a
#   figure on two machines.
# Versions: matplotlib 3.11.2, numpy 2.4.6, Python 3.11. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  matplotlib==3.11.2 numpy==2.4.6

MPLBACKEND=agg MPLCONFIGDIR="$folder" "$folder/venv/bin/python" - <<'PYTHON'
import math
import sys

import matplotlib.pyplot as plt


def labels(end):
    figure, (axes, _) = plt.subplots(1, 2)
    axes.plot([0.0, end], [0.0, end])
    axes.margins(0)
    figure.canvas.draw()
    return [text.get_text() for text in axes.get_xticklabels()]


below, one, above = math.nextafter(1.0, 0.0), 1.0, math.nextafter(1.0, 2.0)
seen = {repr(end): labels(end) for end in (below, one, above)}
for end, told in seen.items():
    print(f"data from 0 to {end}: ticks {' '.join(told)}")
fifths, quarters = seen[repr(one)], seen[repr(above)]
same = (
    seen[repr(below)] == fifths == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    and quarters == ["0.00", "0.25", "0.50", "0.75", "1.00"]
)
sys.exit(0 if same else 1)
PYTHON
