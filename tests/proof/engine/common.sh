# What the scripts of the engine share: names, places, and how they speak. Sourced by bash.
# shellcheck shell=bash

# What the proof's projects stand on.
BASES=(debian:bookworm debian:bookworm-slim python:3.11 python:3.11-bookworm python:3.11-slim python:3.11-slim-bookworm
    node:20 node:20-bookworm node:20-slim node:20-bookworm-slim
    debian:trixie-slim golang:1.22 golang:1.22-bookworm golang:1.26 golang:1.26-bookworm golang:1.26-trixie
    alpine:3.21 alpine:3.23 golang:1.22-alpine golang:1.22-alpine3.21 golang:1.26-alpine3.23)

HOME_OF_ENGINE=${CAREEN_PROOF_ENGINE:-${TMPDIR:-/tmp}/careen-proof-engine}
PROGRAMS=$HOME_OF_ENGINE/programs
STATE=$HOME_OF_ENGINE/state
SOCKET=$STATE/docker.sock
# where the stand-in for the public package index answers, on loopback: base images name it, so that it is the same always
INDEX_PORT=26503

say() { printf 'engine: %s\n' "$*" >&2; }
give_up() {
    say "$*"
    exit 1
}

# the variables that lead a `docker` command to the private engine
variables() {
    printf '%s\n' "DOCKER_HOST=unix://$SOCKET" "DOCKER_CONFIG=$STATE/client" "PATH=$PROGRAMS/usr/sbin:$PROGRAMS/usr/bin:$PATH"
}

# `docker`, of the private engine
engine() {
    env $(variables) docker "$@"
}

# where this machine gets Debian's packages from, by the label of the archive: Debian, Debian-Security
mirror() {
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | awk -v label="$1" '$1 == label { print $2; exit }'
}

# lines for a sources.list of a suite, with its security updates where the machine knows an archive of them
sources() {
    local suite=$1 signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' archive security
    archive=$(mirror Debian)
    [ -n "$archive" ] || give_up "apt knows no Debian archive here (apt-get update, once?)"
    printf 'deb %s %s %s main\n' "$signed" "$archive" "$suite"
    security=$(mirror Debian-Security)
    [ -z "$security" ] || printf 'deb %s %s %s-security main\n' "$signed" "$security" "$suite"
}
