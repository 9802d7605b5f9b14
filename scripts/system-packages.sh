#!/usr/bin/env bash
# Debian packages that Duologue uses when they are there: Apertium (translation by rules, no model download; 30 MB to
# fetch, 120 MB on disk) and, for tests, Chromium: its headless shell (a quarter less CPU), else the whole browser.
# Installs them only where that needs no password; else prints the line to type, and goes on. A package of Apertium
# that this release does not have is left out.
set -u
pairs="es-pt fr-es spa-ita eng-cat eng-spa por-cat spa-cat fra-cat cat-ita pt-gl es-gl en-gl es-ro"
wanted=""
engines() {
  local known=""
  command -v apertium >/dev/null && known=$(apertium -l 2>/dev/null) || wanted="$wanted apertium"
  for pair in $pairs; do
    # some packages translate one way alone, and name the mode after it
    grep -qwE -- "$pair|${pair#*-}-${pair%-*}" <<<"$known" || wanted="$wanted apertium-$pair"
  done
}
browser() {
  command -v chromium-headless-shell >/dev/null && return
  # where this release has none, Chromium does as well; where apt has no lists yet, they are fetched below
  command -v chromium >/dev/null && compgen -G "/var/lib/apt/lists/*_Packages*" >/dev/null \
    && ! offered chromium-headless-shell && return
  wanted="$wanted chromium-headless-shell"
}
offered() { apt-cache show "$1" >/dev/null 2>&1; }
for what in "$@"; do
  case $what in
    engines) engines ;;
    browser) browser ;;
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
$as_root apt-get update -q >"$log" 2>&1
there=""
for one in $wanted; do
  offered "$one" || { [ "$one" = chromium-headless-shell ] && one=chromium && offered "$one"; } || continue
  there="$there $one"
done
[ -z "$there" ] && { echo "None of these is to be had here; Duologue runs without them."; rm -f "$log"; exit 0; }
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $there >>"$log" 2>&1 \
  || { echo "That did not work (the log is $log). Duologue runs without them."; exit 0; }
rm -f "$log"
