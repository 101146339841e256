#!/bin/sh
# The commands of the README: sets up what is missing, then runs. Safe to run again; needs root or sudo only while
# a Debian package is missing.
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."

say() { printf '%s\n' "$*" >&2; }

# Installs the Debian packages whose command is not there: need <command> <package> [<package> ...]
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  shift
  say "installing $* (Debian packages) ..."
  as_root apt-get update -qq >/dev/null 2>&1 || say "apt-get update failed; trying with what is known"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
    say "could not install $*: please install it and try again / 无法安装 $*，请手动安装后重试"
    exit 69
  }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Node packages, exactly as locked; again only when the lock has changed.
packages() {
  stamp=node_modules/.sealdock-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return 0; fi
  say "installing Node packages ..."
  npm ci --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json "$stamp"
}

node() { sh bin/sealdock --node "$@"; }
vitest() { node node_modules/vitest/vitest.mjs run "$@"; }
check() {
  node node_modules/typescript/bin/tsc -p .
  node node_modules/@biomejs/biome/bin/biome check --error-on-warnings .
}

command=${1:-}
[ $# -gt 0 ] && shift
packages
case "$command" in
  demo)
    need ffmpeg ffmpeg
    need openssl openssl
    node test/demo/demo.ts "$@"
    ;;
  demo-retention)
    need openssl openssl
    node test/demo/retention-demo.ts "$@"
    ;;
  start)
    need ffmpeg ffmpeg
    exec sh bin/sealdock run --init "$@"
    ;;
  test | test-fast)
    need ffmpeg ffmpeg
    need openssl openssl
    need go golang-go golang-golang-x-mod-dev
    need mkfs.vfat dosfstools
    need filefrag e2fsprogs
    check
    if [ $# -gt 0 ]; then
      vitest "$@"
    else
      vitest --exclude 'test/kill/**'
      # By itself: the daemons that it kills need the machine to get anywhere.
      [ "$command" = test-fast ] || vitest test/kill
    fi
    ;;
  bench)
    need rsync rsync
    need rclone rclone
    need openssl openssl
    node test/bench/bench.ts "$@"
    node test/bench/destruction-bench.ts "$@"
    ;;
  vm)
    PATH=$PATH:/usr/sbin:/sbin
    # In a subshell, because `need` ends it: without these the rig cannot run, which is not the same as failing.
    (
      need qemu-system-x86_64 qemu-system-x86
      need qemu-img qemu-utils
      need debootstrap debootstrap
      need mcopy mtools
      need mkfs.vfat dosfstools
      need mkfs.exfat exfatprogs
      need mkfs.ntfs ntfs-3g
      need mke2fs e2fsprogs
      need sfdisk fdisk
    ) || {
      say "NOT RUN: the virtual machine with real USB, udev and systemd, because of the above / 未运行虚拟机测试"
      exit 77
    }
    node test/vm/run-rig.ts "$@"
    ;;
  check) check ;;
  rules) node test/rules/print-rules.ts ;;
  setup)
    need ffmpeg ffmpeg
    ;;
  *)
    say "usage: test/run.sh start | demo | demo-retention | test | test-fast | vm | bench | rules | check | setup"
    exit 2
    ;;
esac
