#!/bin/sh
# Runs one command of the matcher as the service runs: as its user, with its settings (以服务的账户和设置运行一条命令).
# cp service/jianxi-matcher.sh /usr/local/sbin/jianxi-matcher; then, as root: jianxi-matcher backup --verify FILE
settings=/etc/jianxi-matcher.env
user=jianxi-matcher
matcher=/opt/jianxi-matcher/bin/matcher

[ "$(id -u)" -eq 0 ] || { echo "请用 root 运行：$settings 只有 root 可读 (run this as root)" >&2; exit 1; }
export MATCHER_VAR=/var/lib/jianxi-matcher
if [ -e "$settings" ]; then
  # read as systemd does and not as a shell would: blanks, $ and # in a value are nothing special
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*} value=${line#*=}
    case $line in [A-Za-z_]*=*) ;; *) continue ;; esac
    case $value in \"*\") value=${value#\"} value=${value%\"} ;; \'*\') value=${value#\'} value=${value%\'} ;; esac
    export "$name=$value"
  done < "$settings"
fi
exec runuser -u "$user" -- "$matcher" "$@"
