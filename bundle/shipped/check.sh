#!/bin/sh
# Proves an installation on this machine:  sh check.sh [FOLDER]
# It makes a synthetic city in a temporary folder, ranks it, and runs the tests of the core; nothing else is touched.
set -eu

fail() { printf 'check.sh: %s (%s)\n' "$1" "$2" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${1:-/opt/jianxi-matcher}
[ -x "$target/bin/matcher" ] || fail "$target 中没有安装" "nothing is installed in $target: sh install.sh first"
for name in $(env | sed -n 's/^\(MATCHER_[A-Z_]*\|PIP_[A-Za-z0-9_]*\|PYTHON[A-Z]\{1,\}\)=.*/\1/p'); do unset "$name"; done
target=$(CDPATH='' cd -- "$target" && pwd)
export PIP_CONFIG_FILE=/dev/null PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
cd "$work"

echo "1/4 文件 (files): sha256sum"
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) || fail "安装包已损坏" "the bundle is damaged: copy it again"

echo "2/4 版本 (version): $("$target/bin/matcher" --version)"

echo "3/4 演示城市 (demo city): matcher demo"
started=$(date +%s)
MATCHER_VAR=$work/var "$target/bin/matcher" demo > "$work/demo.txt" 2>&1 ||
    { tail -n 20 "$work/demo.txt" >&2; fail "演示未完成，见上文" "the demonstration failed, see above"; }
echo "    $(($(date +%s) - started)) s"

echo "4/4 核心测试 (tests of the core): pytest tests/matcher"
cp -R "$here/checks/tests" "$here/checks/pytest.ini" "$work/"
chmod -R u+w "$work/tests"
set -- "$here"/wheels/pip-*.whl
"$target/current/venv/bin/python" "$1/pip" install --quiet --no-cache-dir --no-index --find-links "$here/checks/wheels" \
    --no-deps --require-hashes --requirement "$here/checks/wheels.lock" --target "$work/lib"
HYPOTHESIS_STORAGE_DIRECTORY=$work/hypothesis PYTHONPATH=$work/lib \
    "$target/current/venv/bin/python" -m pytest --quiet --basetemp "$work/pytest" tests/matcher > "$work/tests.txt" 2>&1 ||
    { tail -n 40 "$work/tests.txt" >&2; fail "核心测试未通过，见上文" "tests of the core failed, see above"; }
tail -n 1 "$work/tests.txt"
echo "全部通过 (all is well)"
