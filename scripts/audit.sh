#!/usr/bin/env bash
# Known holes in what we stand on: `npm audit`, and `pip-audit` where it is installed. Whoever cannot be asked, as
# without a network, stops nothing: it is said. Exit 1 where something of high severity is known.
set -eu -o pipefail
cd "$(dirname "$0")/.."
PATH="$(scripts/node.sh):$PATH"
bad=0
# asked NAME MARK COMMAND...: MARK stands in an answer that is one.
asked() {
  local name=$1 mark=$2 status=0 answer
  shift 2
  answer=$("$@" 2>/dev/null) || status=$?
  if ! grep -q "$mark" <<<"$answer"; then
    echo "$name: nobody answers this here; nothing was looked at."
  elif [ "$status" -ne 0 ]; then
    echo "$name: known holes:" && echo "$answer" && bad=1
  else
    echo "$name: nothing is known."
  fi
}
asked "npm audit" '"auditReportVersion"' npm --prefix service/client audit --json --audit-level=high --fetch-timeout=20000 --fetch-retries=0
if [ -x .venv/bin/pip-audit ]; then
  asked "pip-audit" '"dependencies"' .venv/bin/pip-audit --local --skip-editable --format json --timeout 10
else
  echo "pip-audit: not installed; .venv/bin/pip install pip-audit, and it is asked here, too."
fi
exit "$bad"
