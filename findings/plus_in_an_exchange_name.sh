#!/usr/bin/env bash
# What: nbgrader's exchange names a submission `student+assignment+time+random`, and can be
#   told to leave the random part out (ExchangeSubmit.add_random_string). Its collection
#   splits at the last three `+`, "this allows usernames with +". Without the random part
#   the name `ann+x+ps1+time` then has `ps1` for its time: that one folder ends the
#   collection of everybody with dateutil's ParserError. With the random part it is read.
# Guess before: such a student is collected under a wrong name, or left out by themselves.
# Surprised: a course whose hub has addresses such as ann+x@… for accounts.
# Versions: nbgrader 0.9.6, python-dateutil 2.9.0.post0, Python 3.11. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
packages=(nbgrader==0.9.6 python-dateutil==2.9.0.post0)
if command -v uv > /dev/null; then  # much faster than pip, which takes minutes here
  uv venv -q "$folder/venv"
  uv pip install -q --python "$folder/venv/bin/python" "${packages[@]}"
else
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    "${packages[@]}"
fi

cd "$folder"
mkdir -p home course inbound
export HOME="$folder/home" PATH="$folder/venv/bin:$PATH"
cat > course/nbgrader_config.py <<PYTHON
c = get_config()
c.CourseDirectory.course_id = "c"
c.CourseDirectory.root = "$folder/course"
c.Exchange.root = "$folder/exchange"
PYTHON

collect() {  # the folders that lie in the exchange; prints who was collected
  rm -rf exchange course/submitted
  for name in "$@"; do
    mkdir -p "exchange/c/inbound/$name"
    echo '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}' \
      > "exchange/c/inbound/$name/ps1.ipynb"
  done
  chmod -R 777 exchange
  (cd course && nbgrader collect ps1 > ../log 2>&1) || true
  { ls course/submitted 2> /dev/null || true; } | tr '\n' ' '
}

time="2026-03-01 10:00:00.000000 UTC"
with=$(collect "bob+ps1+$time+r4nd" "ann+x+ps1+$time+r4nd")
echo "with the random part:    collected: $with"
without=$(collect "bob+ps1+$time" "ann+x+ps1+$time")
echo "without the random part: collected: ${without:-nobody}; $(grep -o 'ParserError.*' log | tail -1)"
[ "$with" = "ann+x bob " ] && [ -z "$without" ] && grep -q ParserError log
