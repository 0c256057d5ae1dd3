#!/usr/bin/env bash
# See that the browser tests have a Chromium: one that is there, else Debian's, else Playwright's.
# Without a window (the headless shell) it takes less than half the time of a core for each page.
set -euo pipefail
[ "${ORDERHUB_BROWSER_TESTS:-1}" = 0 ] && exit 0
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    for package in chromium-headless-shell chromium; do
        apt-get install -y -qq --no-install-recommends "$package" fonts-noto-cjk && exit 0
    done
fi
.venv/bin/playwright install chromium && exit 0
echo "No Chromium to be had for the browser tests. Install one, or set ORDERHUB_BROWSER_TESTS=0." >&2
exit 1
