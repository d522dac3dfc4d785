#!/usr/bin/env bash
# Install the wheel alone into a new environment, with a new HOME and in an empty folder, and run the tool there.
#
#   tests/bare_install.sh [PYTHON]
set -euo pipefail
python=${1:-python3}
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

export HOME=$place/home
mkdir "$HOME"
"$python" -m venv "$place/venv"
pip=("$place/venv/bin/python" -m pip --quiet --disable-pip-version-check)
"${pip[@]}" wheel --no-deps --wheel-dir "$place/wheel" "$root"
"${pip[@]}" install --no-deps -r "$root/requirements.lock" "$place"/wheel/*.whl
cp "$root/examples/landmarks.txt" "$place"
cd "$place"

venv/bin/kg build landmarks.txt -o out
venv/bin/kg show "attention is all you need" -o out >shown
grep -q "machine translation" shown
venv/bin/kg query top-entities -o out --format csv >answer
grep -q "ImageNet" answer
venv/bin/kg report -o out
grep -q "What these papers share" out/report.html
venv/bin/kg validate out
venv/bin/kg export --format jsonld -o out --out graph.jsonld
venv/bin/kg serve -o out --port 0 >said &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$place"' EXIT
for _ in $(seq 100); do grep -q SPARQL said && break; sleep 0.2; done
page=$(venv/bin/python -c "import urllib.request as u; print(u.urlopen(open('said').read().split()[3]).read().decode())")
grep -q yasqe.min.js <<<"$page"
kill -INT "$server"
wait "$server"
if venv/bin/python -c "import torch" 2>/dev/null; then
  echo "torch was installed; kg must work without" >&2
  exit 1
fi
echo "the wheel works on its own"
