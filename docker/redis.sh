#!/bin/sh
# Starts Redis for the bot: nothing is lost or evicted, and the bot's user may do what the bot does, no more.
# REDIS_PASSWORD is that of the user "shoro". REDIS_ADMIN_PASSWORD is that of "default", who may do everything; without
# one nobody can be "default". Arguments go to redis-server.
set -eu

rule() {
  if [ -n "$1" ]; then echo "on #$(printf %s "$1" | sha256sum | cut -c 1-64)"; else echo off; fi
}
admin=$(rule "${REDIS_ADMIN_PASSWORD:-}")
bot=$(rule "${REDIS_PASSWORD:?is the password of the user shoro}")

exec redis-server "$@" - <<CONFIG
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
user default reset $admin ~* &* +@all
user shoro reset $bot ~{shoro:* ~bull:shoro-* +@read +@write +@connection +@transaction +@scripting +@blocking -script +script|load -@dangerous -@admin -function +info +time
CONFIG
