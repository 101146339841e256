#!/bin/sh
# Checks this export of an audit log without sealdock: POSIX sh, GNU coreutils 8.31 or newer, sed, openssl.
# 不借助 sealdock 核验本导出件：仅需 sh、coreutils（8.31 以上）、sed、openssl。
#   sh verify.sh [public key, kept elsewhere / 另处留存的公钥 PEM]
# Exit: 0 everything holds / 全部相符; 1 something does not, and is named / 有不符之处并已列出; 2 could not check / 无法核验
set -u
LC_ALL=C
export LC_ALL
case "${1:-}" in "") key=keys/log.pub.pem ;; /*) key=$1 ;; *) key=$PWD/$1 ;; esac
cd "$(dirname "$0")" || exit 2
for tool in openssl sha256sum basenc split paste truncate od sed; do
  command -v "$tool" >/dev/null 2>&1 || { echo "missing / 缺少: $tool"; exit 2; }
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM HUP
bad=0
wrong() { echo "WRONG / 不符: $*"; bad=1; }
lines() { wc -l <"$1" | tr -d ' '; }

# The path of a tile: number in groups of three digits, all but the last with an x before them.
tile() { # level, index, width
  at=$2
  path=$(printf %03d $((at % 1000)))
  at=$((at / 1000))
  while [ "$at" -gt 0 ]; do
    path=x$(printf %03d $((at % 1000)))/$path
    at=$((at / 1000))
  done
  [ "$3" -eq 256 ] || path=$path.p/$3
  echo "tile/$1/$path"
}

# Hashes of 32 bytes as hex lines, one level up: SHA-256 over 01, left, right; an odd last one goes up as it is.
pairs() { # from, to
  count=$(lines "$1")
  : >"$2"
  if [ "$count" -ge 2 ]; then
    mkdir "$work/nodes"
    head -n $((count / 2 * 2)) "$1" | paste -d '\0' - - | sed 's/^/01/' | tr a-f A-F |
      basenc --base16 -d | split -b 65 -d -a 5 - "$work/nodes/"
    (cd "$work/nodes" && sha256sum -- *) | cut -c 1-64 >>"$2"
    rm -rf "$work/nodes"
  fi
  [ $((count % 2)) -eq 0 ] || tail -n 1 "$1" >>"$2"
}

# Eight levels up: every 256 lines become one, which is what the next level of tiles holds.
level_up() { # from, to
  : >"$2"
  split -l 16384 -d -a 6 "$1" "$work/batch."
  for batch in "$work"/batch.*; do
    step=0
    while [ "$step" -lt 8 ] && [ "$(lines "$batch")" -gt 1 ]; do
      pairs "$batch" "$work/up"
      mv "$work/up" "$batch"
      step=$((step + 1))
    done
    cat "$batch" >>"$2"
    rm "$batch"
  done
}

# The root over the first lines of a list of leaf hashes.
root_of() { # leaves, size
  head -n "$2" "$1" >"$work/tree"
  while [ "$(lines "$work/tree")" -gt 1 ]; do
    level_up "$work/tree" "$work/tree.up"
    mv "$work/tree.up" "$work/tree"
  done
  cat "$work/tree"
}

# A public key of 32 bytes, in base64, as openssl takes it.
pem_of() { printf '%s\n' "-----BEGIN PUBLIC KEY-----" "MCowBQYDK2VwAyEA$1" "-----END PUBLIC KEY-----"; }
public_of() { openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | tail -c 32 | base64; }

# Whether this key signed the statement of a key change.
signed() { # key, signature; both in base64
  pem_of "$1" >"$work/key.pem"
  printf %s "$2" | base64 -d >"$work/change.sig" 2>/dev/null
  openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/statement" -sigfile "$work/change.sig" \
    >/dev/null 2>&1
}
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$work/statement"; }

echo "1. SHA256SUMS"
sha256sum --quiet --strict -c SHA256SUMS || wrong "SHA256SUMS"

echo "2. key changes, checkpoint / 密钥更换、检查点"
# Each change is signed by the old key and by the new one. A kept key that is older than the newest change leads there.
log_key=$(public_of "$key")
log_to=
seal_to=
sed -n '/^{"act":"key.changed",/p' entries.jsonl >"$work/changes"
while IFS= read -r change; do
  seq=$(printf '%s\n' "$change" | sed 's/.*"seq":\([0-9]*\).*/\1/')
  printf '%s\n' "$change" | sed 's/.*"statement":\({[^}]*}\).*/\1/' | tr -d '\n' >"$work/statement"
  old=$(field from)
  new=$(field to)
  signatures=$(printf '%s\n' "$change" | sed 's/.*"signatures":{"from":"\([^"]*\)","to":"\([^"]*\)"}.*/\1 \2/')
  signed "$old" "${signatures% *}" || wrong "entry number $seq: not signed by the old key / 条目 $seq：无原密钥签名"
  signed "$new" "${signatures#* }" || wrong "entry number $seq: not signed by the new key / 条目 $seq：无新密钥签名"
  case $(field purpose) in
    log)
      [ "$old" = "${log_to:-$old}" ] || wrong "entry number $seq: not the log's key of then / 条目 $seq：并非当时的密钥"
      [ "$old" != "$log_key" ] || log_key=$new
      log_to=$new
      ;;
    seal)
      [ "$old" = "${seal_to:-$old}" ] || wrong "entry number $seq: not the seals' key of then / 条目 $seq：并非当时的密钥"
      seal_to=$new
      ;;
    *) wrong "entry number $seq: which key? / 条目 $seq：密钥不明" ;;
  esac
done <"$work/changes"
seal_key=$(public_of keys/seal.pub.pem)
[ "$seal_key" = "${seal_to:-$seal_key}" ] || wrong "keys/seal.pub.pem: not the key of the last change / 并非最近更换的密钥"
pem_of "$log_key" >"$work/log.pem"
head -n 3 checkpoint >"$work/body"
sed -n 5p checkpoint | cut -d ' ' -f 3 | base64 -d 2>/dev/null | tail -c 64 >"$work/signature"
openssl pkeyutl -verify -pubin -inkey "$work/log.pem" -rawin -in "$work/body" -sigfile "$work/signature" >/dev/null 2>&1 ||
  wrong "signature of the checkpoint / 检查点签名 ($key)"
origin=$(sed -n 1p checkpoint)
size=$(sed -n 2p checkpoint)
case $size in '' | *[!0-9]*) echo "WRONG / 不符: checkpoint / 检查点"; exit 1 ;; esac
root=$(sed -n 3p checkpoint | base64 -d 2>/dev/null | od -An -v -tx1 -w32 | tr -d ' ')

echo "3. entries / 审计条目: $size"
[ "$(lines entries.jsonl)" -eq "$size" ] ||
  wrong "entries.jsonl: $(lines entries.jsonl) entries instead of $size / 条目数不符"
leaves=$work/leaves
: >"$leaves"
zero=$(printf '\001')
[ "$size" -eq 0 ] || split -l 4096 -d -a 6 entries.jsonl "$work/chunk."
for chunk in "$work"/chunk.*; do
  [ -f "$chunk" ] || continue
  mkdir "$work/one"
  # A leaf is SHA-256 over a zero byte and the entry; entries are JSON and hold no control characters.
  paste -d "$zero" /dev/null "$chunk" | tr '\001' '\000' | split -l 1 -d -a 4 - "$work/one/"
  truncate -s -1 "$work"/one/*
  (cd "$work/one" && sha256sum -- *) | cut -c 1-64 >>"$leaves"
  rm -rf "$work/one" "$chunk"
done

level=0
list=$leaves
unit=1
while [ "$size" -gt 0 ]; do
  full=$((size / unit))
  [ "$full" -gt 0 ] || break
  head -n "$full" "$list" >"$work/full"
  split -l 256 -d -a 6 "$work/full" "$work/t."
  index=0
  for part in "$work"/t.*; do
    file=$(tile "$level" "$index" "$(lines "$part")")
    if [ ! -f "$file" ]; then
      wrong "missing / 缺少 $file"
    else
      od -An -v -tx1 -w32 "$file" | tr -d ' ' >"$work/there"
      if ! cmp -s "$part" "$work/there"; then
        bad=1
        at=$((index * 256))
        paste -d ' ' "$part" "$work/there" | while read -r ours theirs; do
          if [ "$ours" != "$theirs" ]; then
            if [ "$level" -eq 0 ]; then
              echo "WRONG / 不符: entry number $at / 第 $at 号条目 (line $((at + 1)) of entries.jsonl / 第 $((at + 1)) 行)"
            else
              echo "WRONG / 不符: $file, entries from number $((at * unit)) / 第 $((at * unit)) 号起的条目"
            fi
          fi
          at=$((at + 1))
        done
      fi
    fi
    rm "$part"
    index=$((index + 1))
  done
  level_up "$list" "$work/level"
  [ "$level" -eq 0 ] || rm "$list"
  level=$((level + 1))
  mv "$work/level" "$work/list.$level"
  list=$work/list.$level
  unit=$((unit * 256))
done

echo "4. root / 根哈希"
# One line is left when every level has been built.
if [ "$size" -gt 0 ]; then found=$(cat "$list"); else found=$(printf '' | sha256sum | cut -c 1-64); fi
[ "$found" = "$root" ] || wrong "root of the tree / 根哈希: $found, checkpoint / 检查点: $root"

echo "5. anchors / 外部锚定"
# The newest ten: each says what an older one says, and more.
for note in $(find anchors -name '*.note' 2>/dev/null | sort | tail -n 10); do
  stem=${note%.note}
  head -n 3 "$note" >"$work/head"
  at=$(sed -n 2p "$note")
  if [ "$at" -gt "$size" ]; then
    wrong "$note: $at entries, this log has $size / 锚定时条目数多于本日志"
  else
    there=$(sed -n 3p "$note" | base64 -d | od -An -v -tx1 -w32 | tr -d ' ')
    [ "$(root_of "$leaves" "$at")" = "$there" ] || wrong "$note: another history / 历史不一致"
  fi
  [ "$(sed -n 1p "$note")" = "$origin" ] || wrong "$note: $(sed -n 1p "$note")"
  if [ -f "$stem.tsr" ] && [ -f keys/tsa-ca.pem ]; then
    openssl ts -verify -data "$work/head" -in "$stem.tsr" -CAfile keys/tsa-ca.pem >/dev/null 2>&1 ||
      wrong "$stem.tsr: time stamp / 时间戳"
    openssl ts -reply -in "$stem.tsr" -text 2>/dev/null | sed -n "s|^Time stamp:|   $stem.tsr:|p"
  fi
done

if [ "$bad" -ne 0 ]; then
  echo "NOT AS IT WAS / 核验未通过"
  exit 1
fi
echo "OK / 核验通过: $origin, $size entries / 条"
