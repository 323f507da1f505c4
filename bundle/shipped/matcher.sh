#!/bin/sh
# Starts the release in force; whatever libraries might report of their use, or fetch, stays off.
home=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 TRANSFORMERS_OFFLINE=1 RAY_USAGE_STATS_ENABLED=0 DO_NOT_TRACK=1
exec "$home/current/venv/bin/matcher" "$@"
