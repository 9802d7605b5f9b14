#!/usr/bin/env bash
# A wheel of the commit that is checked out, built twice, in two clones: where both are not the same byte for byte it fails.
# Argument: the folder that gets it, with its SHA-256.
set -eu -o pipefail
cd "$(dirname "$0")/.."
to=${1:?name a folder}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for turn in 1 2; do
  git clone -q --no-hardlinks . "$work/clone$turn"
  (cd "$work/clone$turn" && PATH="$("$OLDPWD/scripts/node.sh"):$PATH" "$OLDPWD/.venv/bin/python" -m pip wheel -q --disable-pip-version-check --no-deps -w "$work/$turn" .)
done
cmp "$work"/1/*.whl "$work"/2/*.whl
mkdir -p "$to"
cp "$work"/1/*.whl "$to"
(cd "$to" && sha256sum ./*.whl | tee SHA256SUMS)
