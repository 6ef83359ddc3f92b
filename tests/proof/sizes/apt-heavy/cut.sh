#!/bin/sh
exec ffmpeg -hide_banner "$@"
