#!/usr/bin/env bash
# Make .venv and install the locked packages into it. Usage: setup.sh [python]
set -euo pipefail
python=${1:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "OrderHub needs Python 3.11 or newer; '$python' is not. Try: make PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "'$python' comes without venv. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
mkdir -p web/dist
export UV_COMPILE_BYTECODE=1  # else every start compiles anew where Python may not write
.venv/bin/uv pip sync --quiet --python .venv/bin/python requirements.lock
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
