#!/usr/bin/env bash
# Secrets that nobody meant to commit: keys and tokens that are known by their form, in files that git tracks.
# A line that has to look like one, as in a test, ends with `not-a-secret`. Exit 1 where one is found.
set -eu -o pipefail
cd "$(dirname "$0")/.."
forms=(
  '-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----'
  '(AKIA|ASIA)[0-9A-Z]{16}'
  '(ghp|gho|ghu|ghs|ghr|github_pat|glpat|npm|pypi|hf)[_-][A-Za-z0-9_-]{30,}'
  'xox[abprs]-[A-Za-z0-9-]{20,}'
  '(sk|rk)_live_[A-Za-z0-9]{20,}'
  'AIza[0-9A-Za-z_-]{35}'
  'eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}'
)
pattern=$(IFS='|'; echo "${forms[*]}")
# 1: nothing is found. Where git cannot look, that is no answer.
found=$(git grep -nIE -e "$pattern" -- . ':!scripts/secrets.sh') || [ $? -eq 1 ]
if printf '%s' "$found" | grep -v 'not-a-secret$'; then
  echo "These look like secrets. Take them out, and end what they open: they stay in the history." >&2
  exit 1
fi
