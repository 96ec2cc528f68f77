#!/usr/bin/env bash
# Makes the image on which all others stand where no registry can be reached: Debian with a JRE, what libwebrtc and PyTorch
# load, and what the tests' helpers need, from the packages of this machine's own apt sources. Root, on Debian.
#   base.sh archive      makes the archive unless it is there; needs apt's servers
#   base.sh import       gives it to the engine at DOCKER_HOST unless that has it, and prints the image's name
# Kept outside the checkout, under a name that holds this recipe's hash.
set -euo pipefail
umask 022 # users inside images are others

CACHE="${FACEWIRE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/facewire}/docker"
# The second line is what deploy/Dockerfile installs, the third what testcontainers-it/engine/Dockerfile does.
PACKAGES=(openjdk-17-jre-headless ca-certificates
  libpulse0 libudev1 libx11-6 libxfixes3 libxrandr2 libxcomposite1 libdbus-1-3 libgomp1 libxcb-shm0 libasound2
  coturn iproute2 iptables)
. /etc/os-release
RECIPE="$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-12)"
IMAGE="facewire-local/base:${VERSION_CODENAME:?this is no Debian}-$RECIPE"
ARCHIVE="$CACHE/base-$VERSION_CODENAME-$RECIPE.tar"

sources() { # this machine's own, in either format
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    if [[ -s "$file" ]]; then printf '%s\n' "$file"; fi
  done
}

archive() {
  [[ ! -s "$ARCHIVE" ]] || return 0
  mkdir -p "$CACHE"
  local log="$CACHE/base.log" list
  mapfile -t list < <(sources)
  printf 'making the base image of the tests in containers (half a minute); log: %s\n' "$log" >&2
  mmdebstrap --format=tar --mode=root --variant=minbase --include="$(IFS=,; echo "${PACKAGES[*]}")" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --setup-hook='mkdir -p "$1/usr/share/man/man1"' \
    "$VERSION_CODENAME" "$ARCHIVE.part" "${list[@]}" >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; rm -f "$ARCHIVE.part"; return 1; }
  rm -f "$CACHE"/base-*.tar # of former recipes
  mv "$ARCHIVE.part" "$ARCHIVE"
}

import() {
  docker image inspect "$IMAGE" >/dev/null 2>&1 || docker import "$ARCHIVE" "$IMAGE" >/dev/null
  printf '%s\n' "$IMAGE"
}

case "${1:-}" in
  archive) archive ;;
  import) import ;;
  *) printf 'usage: base.sh archive|import\n' >&2; exit 2 ;;
esac
