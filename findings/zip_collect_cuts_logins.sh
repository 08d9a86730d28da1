#!/bin/bash
# nbgrader zip_collect, with the expression that its own help gives for names such as
# `ps1_bitdiddle_attempt_2016-01-30-15-00-00_problem1.ipynb`, and a login with a `_`.
# Guess noted before: `j_berg`, since the group of the student is \w+, and \w has `_`.
# Seen: `berg`. The `.*_` before it takes all it can. Where somebody else is called
#   `berg`, two students are one, and of their two files of one name one is kept, as if
#   it were a student's second attempt.
# Surprised: courses at places whose logins are letter, `_`, name.
# nbgrader 0.9.6; 2026-11-30.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v uv > /dev/null; then # much faster than pip
    uv venv -q "$work/venv"
    uv pip install -q --python "$work/venv/bin/python" nbgrader==0.9.6
else
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q nbgrader==0.9.6
fi
cd "$work"
mkdir -p course/downloaded/ps1/archive
cd course/downloaded/ps1/archive
for who in j_berg berg jdoe; do
    echo "{\"of\": \"$who\"}" > "ps1_${who}_attempt_2026-11-06-10-00-00_problem1.ipynb"
done
cd "$work/course"
"$work/venv/bin/python" -W ignore -m nbgrader zip_collect ps1 --force \
    --FileNameCollectorPlugin.named_regexp='.*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)' \
    > out.txt 2>&1 || { cat out.txt; exit 1; }
find submitted -name '*.ipynb' | sort | while read -r file; do
    echo "$file $(cat "$file")"
done | tee seen.txt
[ "$(ls submitted | sort | tr '\n' ' ')" = "berg jdoe " ]
[ "$(wc -l < seen.txt)" = 2 ]
echo "as recorded: three students handed in, two were collected; j_berg is berg"
