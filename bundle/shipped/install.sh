#!/bin/sh
# Installs the service from this folder without any network:  sh install.sh [FOLDER]
# It may be run by any user who may write to FOLDER (/opt/jianxi-matcher by default), also from a read-only medium.
set -eu
umask 022  # an administrator's 077 would keep the service's own user out

say() { printf '%s\n' "$1" "$2"; }
fail() { printf 'install.sh: %s (%s)\n' "$1" "$2" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -r "$here/platform" ] || fail "$here 不是完整的安装包" "$here is not a complete bundle: platform is missing"
. "$here/platform"
[ $# -le 1 ] || { echo "sh install.sh [FOLDER]" >&2; exit 2; }
target=${1:-/opt/jianxi-matcher}
case $target in
    -*) echo "sh install.sh [FOLDER]" >&2; exit 2 ;;
    /*) ;;
    *) target=$PWD/$target ;;
esac
root=$target/releases/$release

# what the shell says to Python and pip is meant for others
for name in $(env | sed -n 's/^\(PIP_[A-Za-z0-9_]*\|PYTHON[A-Z]\{1,\}\)=.*/\1/p'); do unset "$name"; done
export PIP_CONFIG_FILE=/dev/null HF_HUB_OFFLINE=1 DO_NOT_TRACK=1

check_machine() {
    [ "$(uname -s)-$(uname -m)" = "Linux-$machine" ] ||
        fail "本安装包用于 Linux $machine，本机是 $(uname -s) $(uname -m)" \
            "this bundle is for Linux on $machine, this machine is $(uname -s) on $(uname -m)"
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo "none")
    case $glibc in
        "glibc 2."*) [ "${glibc#glibc 2.}" -ge "$glibc_minor" ] && return 0 ;;
    esac
    fail "需要 glibc 2.$glibc_minor 以上，本机为 $glibc" "glibc 2.$glibc_minor or newer is needed, here is $glibc"
}

find_python() {
    for found in ${PYTHON:+"$PYTHON"} "python$python" python3; do
        "$found" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$python')" 2>/dev/null || continue
        lacks=$("$found" -c '
for name in ("venv", "sqlite3", "ssl", "ctypes", "zlib", "bz2", "lzma"):
    try:
        __import__(name)
    except ImportError:
        print(name)
        break')
        [ -z "$lacks" ] ||
            fail "$found 缺少模块 $lacks，请安装完整的 Python $python" \
                "$found lacks the module $lacks: install a complete Python $python"
        return 0
    done
    fail "没有找到 Python $python（可用 PYTHON=路径 指定）" \
        "no Python $python here: install it, or name one as PYTHON=/path/to/python$python"
}

check_files() {
    wrong=$(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS 2>/dev/null | head -n 1) || true
    [ -z "$wrong" ] ||
        fail "安装包已损坏：${wrong%%:*}，请重新复制" "the bundle is damaged, copy it again: ${wrong%%:*}"
    [ -s "$here/SHA256SUMS" ] || fail "安装包缺少 SHA256SUMS" "the bundle lacks SHA256SUMS: copy it again"
}

check_target() {
    mkdir -p "$target" 2>/dev/null && [ -w "$target" ] ||
        fail "$target 不可写" "$target cannot be written to: run as an administrator, or name another folder"
    [ -d "$target/releases" ] || [ -z "$(ls -A "$target")" ] ||
        fail "$target 里有别的文件" "$target holds something else: name an empty folder"
    free_mb=$(df -Pk "$target" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free_mb" -ge "$disk_mb" ] ||
        fail "$target 需要 $disk_mb MB，只剩 $free_mb MB" "$target needs $disk_mb MB, $free_mb MB are free"
}

put_in_force() {
    mkdir -p "$target/bin"
    cp "$here/matcher.sh" "$target/bin/.matcher"
    chmod 755 "$target/bin/.matcher"
    mv "$target/bin/.matcher" "$target/bin/matcher"
    rm -f "$target/.current"
    ln -s "releases/$release" "$target/.current"
    mv -T "$target/.current" "$target/current"  # in one step: a service that starts now finds one or the other
    [ "$("$target/bin/matcher" --version)" ] || fail "程序无法启动" "the program does not start"
}

install_release() {
    mkdir -p "$target/releases"
    mkdir "$target/.installing" 2>/dev/null ||
        fail "另一个安装正在进行；如果没有，请删除 $target/.installing" \
            "another installation is running; if none is, remove $target/.installing"
    trap 'rm -rf "$root" "$target/.installing"' EXIT
    trap 'exit 1' INT TERM HUP
    rm -rf "$root"  # of an installation that was killed
    "$found" -m venv --without-pip "$root/venv" || fail "无法建立虚拟环境" "the environment could not be made, see above"
    set -- "$here"/wheels/pip-*.whl
    "$root/venv/bin/python" "$1/pip" install --quiet --no-cache-dir --no-index --find-links "$here/wheels" \
        --no-deps --require-hashes --requirement "$here/wheels.lock" ||
        fail "安装失败，见上文" "the installation failed, see above"
    mkdir -p "$root/venv/share/jianxi-matcher"
    cp -R "$here/models" "$root/venv/share/jianxi-matcher/models"
    chmod -R u+rwX,go+rX "$root/venv/share/jianxi-matcher"
    (cd / && "$root/venv/bin/python" -c '
import sys
from pathlib import Path
from models import load_encoder
load_encoder("e5-small", folder=Path(sys.prefix, "share", "jianxi-matcher", "models")).encode_posts(["试"])') ||
        fail "编码模型无法运行，见上文" "the encoder does not run here, see above"
    : > "$root/complete"
    trap - EXIT
    rmdir "$target/.installing"
}

check_machine
find_python
check_files
if [ -e "$root/complete" ]; then
    if [ "$(readlink "$target/current")" = "releases/$release" ]; then
        say "$release 已安装在 $target，没有改动。" "$release is installed in $target already: nothing was changed."
        exit 0
    fi
    put_in_force
    say "已切换到先前安装的 $release。" "Back to $release, which was installed before."
    exit 0
fi
check_target
say "正在安装 $release 到 $target，约需一至三分钟……" "Installing $release into $target, one to three minutes ..."
install_release
put_in_force
say "已安装：$("$target/bin/matcher" --version)" "Installed. Next:"
cat <<NEXT
  sh "$here/check.sh" "$target"      # 自检：演示城市和核心测试 (the demo city and the tests of the core)
  "$target/bin/matcher" init         # 建库和密钥 (database and key, under ./var or MATCHER_VAR)
  $here/README.zh-CN.md, README.md   # 作为系统服务运行、升级、备份 (as a service, upgrades, backups)
NEXT
