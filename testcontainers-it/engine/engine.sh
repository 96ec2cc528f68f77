#!/usr/bin/env bash
# A Docker engine for the tests in containers, where there is none that they may use. It runs in the network namespace
# that this script is called in, and has nothing to do with an engine that the machine runs.
#   engine.sh start DIR    starts it, and prints its DOCKER_HOST
#   engine.sh stop DIR     removes its containers and ends it
# DIR is short (a socket's path has 107 characters at most); the engine's data are beside the base image, see base.sh.
set -euo pipefail
umask 022 # of what the engine makes for containers

DIR="${2:?usage: engine.sh start|stop DIR}"
CACHE="${FACEWIRE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/facewire}/docker"
export DOCKER_HOST="unix://$DIR/docker.sock"

start() {
  mkdir -p "$DIR" "$CACHE"
  # One engine at a time has the data that are kept; a second one beside it begins with none.
  local data="$CACHE/data"
  exec 8>"$CACHE/data.lock"
  if ! flock -n 8; then data="$CACHE/data-$(basename "$DIR")"; fi # the engine inherits the lock, and keeps it to its end
  # No default bridge: the tests make networks of their own, and media tests nearby see no address of Docker's.
  # Without these DNS options a name that nobody has takes 20 s to fail.
  setsid dockerd --data-root "$data" --exec-root "$DIR/exec" --pidfile "$DIR/dockerd.pid" -H "$DOCKER_HOST" \
    --exec-opt native.cgroupdriver=cgroupfs --bridge none --dns 127.0.0.1 --dns-opt timeout:1 --dns-opt attempts:1 \
    >"$DIR/dockerd.log" 2>&1 </dev/null &
  local pid=$!
  for _ in $(seq 300); do
    if docker version >/dev/null 2>&1; then
      printf '%s\n' "$DOCKER_HOST"
      return 0
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  printf 'engine.sh: the Docker engine does not start here: %s\n' "$(tail -n 1 "$DIR/dockerd.log" | cut -c1-200)" >&2
  kill "$pid" 2>/dev/null || true
  return 1
}

stop() {
  [[ -e "$DIR/dockerd.pid" ]] || return 0
  local pid
  pid="$(cat "$DIR/dockerd.pid")"
  # shellcheck disable=SC2046 # ids hold no spaces
  docker rm -f $(docker ps -aq) >/dev/null 2>&1 || true
  docker network prune -f >/dev/null 2>&1 || true
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 150); do
    kill -0 "$pid" 2>/dev/null || { rm -rf "$CACHE/data-$(basename "$DIR")"; return 0; }
    sleep 0.2
  done
  printf 'engine.sh: the Docker engine (process %s) does not end\n' "$pid" >&2
  return 1
}

case "$1" in
  start) start ;;
  stop) stop ;;
  *) printf 'usage: engine.sh start|stop DIR\n' >&2; exit 2 ;;
esac
