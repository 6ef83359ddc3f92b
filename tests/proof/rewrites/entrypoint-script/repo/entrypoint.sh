#!/bin/sh
set -e
: "${MODE:=plain}"
export MODE
exec "$@"
