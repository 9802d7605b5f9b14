#!/usr/bin/env bash
# Debian packages that Duologue uses when they are there: Apertium (translation by rules, no model download) and, for
# tests, Chromium. Installs them only where that needs no password; else prints the line to type, and goes on.
set -u
engines="apertium apertium-es-pt apertium-fr-es apertium-spa-ita apertium-eng-cat apertium-eng-spa"
wanted=""
for what in "$@"; do
  case $what in
    engines) command -v apertium >/dev/null && [ -n "$(apertium -l 2>/dev/null | grep spa-ita)" ] || wanted="$wanted $engines" ;;
    browser) command -v chromium >/dev/null || wanted="$wanted chromium" ;;
    *) echo "system-packages.sh: unknown group $what" >&2; exit 2 ;;
  esac
done
[ -z "$wanted" ] && exit 0
command -v apt-get >/dev/null || { echo "Optional, not found here:$wanted. 'duologue doctor' says what they add."; exit 0; }
if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo -n"
else echo "Optional: more languages without a download. Type: sudo apt-get install -y$wanted"; exit 0; fi
echo "Installing Debian packages:$wanted …"
log=$(mktemp)
{ $as_root apt-get update -q && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $wanted; } >"$log" 2>&1 \
  || { echo "That did not work (the log is $log). Duologue runs without them."; exit 0; }
rm -f "$log"
