#!/usr/bin/env bash
# pip install into .venv at locked versions, with one line of progress instead of some hundred. Arguments: what to install.
set -eu -o pipefail
python=.venv/bin/python
log=.venv/install.log
total=$(grep -c . constraints.txt)
say() { if [ -t 1 ]; then printf '\r\033[K  %s' "$1"; elif [ "$verb" = Collecting ] && [ $((count % 20)) = 0 ]; then printf '  %s\n' "$1"; fi; }
count=0
if ! "$python" -m pip install --disable-pip-version-check --progress-bar off -c constraints.txt "$@" 2>"$log" | while read -r verb what _; do
  case "$verb $what" in
    Collecting*) count=$((count + 1)); say "$count of about $total: ${what%%[<>=(;[]*}" ;;
    Downloading*) say "$count of about $total: fetching ${what%%-*}" ;;
    "Installing collected") if [ -t 1 ]; then printf '\r\033[K'; fi; echo "  unpacking (about a minute) …" ;;
  esac
done; then
  printf '\n'
  grep -v '^WARNING' "$log" | tail -n 20 >&2
  echo "Installing did not work. The whole log is $log. Without a network, 'make' can go on only once everything is installed." >&2
  exit 1
fi
