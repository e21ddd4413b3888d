#!/bin/sh
# `bot CHANNEL …` as its service runs it: with the settings in /etc/budget/CHANNEL.env and, called by root, as the user budget.
#     sudo sh /opt/budget/service/bots/setup/bot.sh CHANNEL --check
set -eu
settings="${BUDGET_SETTINGS:-/etc/budget}/${1:?CHANNEL}.env"
python="${BUDGET_PYTHON:-.venv/bin/python}" user="${BUDGET_USER:-budget}"
cd "$(dirname "$0")/../../.."
set -a
. "$settings"
set +a
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups "$python" -m service bot "$@"
fi
exec "$python" -m service bot "$@"
