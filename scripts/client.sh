#!/usr/bin/env bash
# The client's tools, at locked versions, and with them what is asked: build (the default), check, test,
# modules FOLDER, types DOCUMENT FILE.
set -eu -o pipefail
cd "$(dirname "$0")/.."
PATH="$(scripts/node.sh):$PATH"
cd service/client
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --loglevel=error >/dev/null
  touch node_modules/.package-lock.json
fi
case "${1:-build}" in
  build) node build.mjs ;;
  modules) node build.mjs --modules "$2" ;;
  types) node_modules/.bin/openapi-typescript "$2" --alphabetize --root-types --root-types-no-schema-prefix -o "$3" >/dev/null ;;
  *) npm run --silent "$1" ;;
esac
