#!/usr/bin/env bash
# make_environment.sh FOLDER: a virtual environment with a Matrix server and client, made once for each list of packages.
set -euo pipefail
folder=$1
packages=$(dirname "$0")/requirements.txt
cmp -s "$packages" "$folder/made-of.txt" && exit 0
python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$packages"
cp "$packages" "$folder/made-of.txt"
