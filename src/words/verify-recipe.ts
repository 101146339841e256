/** `VERIFY.txt` of an export: for a stranger with coreutils, jq and openssl, in Chinese and English. */
export function verifyRecipe(facts: {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** SHA-256 of the log's public key (DER). */
  readonly logKey: string;
}): string {
  return `审计日志导出件 / Export of an audit log
========================================
${facts.origin}
size ${facts.size}
root ${facts.root}
key  ${facts.logKey}

【中文】
本目录无需 sealdock 即可核验，只用 sh、coreutils（8.31 以上）、sed、openssl；查看内容可用 jq。

一、全部核验（逐条重算哈希，条目多时较慢；占用临时空间约为日志的两倍）：
    sh verify.sh
  公钥如已另处留存，请以留存的为准：
    sh verify.sh /路径/log.pub.pem
  更换过密钥的，留存的旧公钥同样可用：verify.sh 按日志中的密钥更换记录（key.changed，新旧密钥共同签署）逐次核验到现行密钥。
  有改动的，列出条目序号并以退出码 1 结束。

二、分步核验：
  1. 文件完整：
    sha256sum --quiet -c SHA256SUMS
  2. 公钥指纹，应与采集站 sealdock init（更换过密钥的，为最近一次 sealdock audit rotate-key）显示并已留存的一致：
    openssl pkey -pubin -in keys/log.pub.pem -outform DER | sha256sum
  3. 检查点签名：
    head -n 3 checkpoint > /tmp/body
    sed -n 5p checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64 > /tmp/sig
    openssl pkeyutl -verify -pubin -inkey keys/log.pub.pem -rawin -in /tmp/body -sigfile /tmp/sig
  4. 某一条目（以第 0 号为例）的叶哈希，两行应相同：
    { printf '\\000'; sed -n 1p entries.jsonl | head -c -1; } | sha256sum | cut -c 1-64
    od -An -v -tx1 -N32 "$(find tile/0 -path 'tile/0/000*' -type f | sort | tail -n 1)" | tr -d ' \\n'; echo
    第 n 号条目在 entries.jsonl 第 n+1 行；哈希位于第 n/256 块 tile/0 文件，偏移 (n%256)*32 字节。

三、查看：
    jq -c 'select(.act == "recording.sealed") | [.seq, .at, .object.id]' entries.jsonl
    jq -c 'select(.seq == 0)' entries.jsonl

四、文件：entries.jsonl 审计条目，一行一条，逐字节为原文；tile/ 哈希树（C2SP tlog-tiles，RFC 6962）；checkpoint 已签名的检查点；
  sizes.tsv 各检查点的条目数和根哈希；anchors/ 其他机构对检查点的证明；keys/ 公钥：log、seal 为现行密钥，
  名称带 16 位十六进制的为原密钥。固化清单和销毁清册的 "key" 字段为所用公钥的 SHA-256，其前 16 位即该公钥文件名中的 16 位；
  均不符的用现行 keys/seal.pub.pem。
  树根由本机密钥签署，持有该密钥者可以重写全部内容；只有另处留存的公钥、检查点、时间戳才能发现。请将上列 size 与 root 另行留存，
  并在采集站执行 sealdock audit anchor ${facts.size}:${facts.root} 登记。

[English]
This folder can be checked without sealdock: sh, coreutils 8.31 or newer, sed and openssl; jq to look inside.

A. Everything (each entry is hashed again; slow for long logs; takes twice the log's size of temporary space):
    sh verify.sh
  with the public key that you kept yourself, where you have one:
    sh verify.sh /path/to/log.pub.pem
  A key kept from before a key change serves too: verify.sh follows the changes in the log ("key.changed", each signed by the
  old key and by the new one) to the key in force.
  A changed entry is named by its number, and the exit code is 1.

B. Step by step: the four commands above under 二 (files; fingerprint of the key, as "sealdock init", or the newest
  "sealdock audit rotate-key", printed it; signature
  of the checkpoint; leaf hash of one entry: both lines must be the same. Entry n is line n+1 of entries.jsonl; its hash is
  in the tile number n/256 of tile/0, at byte (n%256)*32).

C. Look inside with the jq commands above under 三.

D. What is here: entries.jsonl, one entry per line, byte for byte; tile/, the Merkle tree (C2SP tlog-tiles, RFC 6962);
  checkpoint, its signed head; sizes.tsv, size and root of every head here; anchors/, what others have said of heads; keys/,
  the public keys: log and seal are in force, those with 16 hex digits in their names are former ones. The field "key" of a
  manifest or a destruction register is the SHA-256 of the key that checks it; it begins with these digits, else it is that of
  keys/seal.pub.pem.
  Whoever holds the station's key can rewrite all of this. Only what is kept elsewhere can tell: keep size and root from above,
  and say so at the station: sealdock audit anchor ${facts.size}:${facts.root}
`;
}
