// Checks a published log with Go's own verifiers (golang.org/x/mod/sumdb/note and tlog, unmodified) and nothing of
// ours: the checkpoint's signature, every entry of the bundles against the tree, and that an older checkpoint is a
// prefix of this log.
//
//	go-verify <audit folder> <verifier key> [older checkpoint files]
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if len(os.Args) < 3 {
		fail("usage: go-verify <audit folder> <verifier key> [older checkpoint files]")
	}
	folder, vkey := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(vkey)
	check("verifier key", err)
	tree := open(filepath.Join(folder, "checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, tiles{folder})
	proveEntries(folder, tree, reader)
	for _, older := range os.Args[3:] {
		proveConsistency(open(older, verifier), tree, reader)
	}
	fmt.Printf("ok %d entries\n", tree.N)
}

// open reads a checkpoint and checks its signature (C2SP tlog-checkpoint).
func open(path string, verifier note.Verifier) tlog.Tree {
	text, err := os.ReadFile(path)
	check("checkpoint", err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check("checkpoint", err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("checkpoint: not three lines of " + verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check("checkpoint size", err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check("checkpoint root", err)
	tree := tlog.Tree{N: size}
	if copy(tree.Hash[:], root) != tlog.HashSize || len(root) != tlog.HashSize {
		fail("checkpoint root: not 32 bytes")
	}
	return tree
}

// proveEntries hashes each entry of each bundle, and compares it with the leaf that the signed tree has there. A
// full inclusion proof is made and checked for the first and the last entry of each bundle: its path covers every
// hash of their tile, which the TileHashReader of Debian 12 alone does not (it skips the first tiles of a batch).
func proveEntries(folder string, tree tlog.Tree, reader tlog.HashReader) {
	tampered := false
	for start := int64(0); start < tree.N; start += 1 << height {
		width := tree.N - start
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: 0, N: start >> height, W: int(width)}
		entries, whole := split(read(folder, strings.Replace(path(tile), "tile/0/", "tile/entries/", 1)))
		if !whole || int64(len(entries)) != width {
			fmt.Printf("BUNDLE TAMPERED from index %d\n", start)
			tampered = true
		}
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, start+int64(i))
		}
		leaves, err := reader.ReadHashes(indexes)
		check(fmt.Sprintf("tiles from index %d", start), err)
		for i := int64(0); i < width && i < int64(len(entries)); i++ {
			hash := tlog.RecordHash(entries[i])
			if hash != leaves[i] {
				fmt.Printf("ENTRY TAMPERED index %d\n", start+i)
				tampered = true
			} else if i == 0 || i == width-1 {
				proof, err := tlog.ProveRecord(tree.N, start+i, reader)
				check("proof", err)
				check("proof", tlog.CheckRecord(proof, tree.N, tree.Hash, start+i, hash))
			}
		}
	}
	if tampered {
		os.Exit(1)
	}
}

func proveConsistency(older, tree tlog.Tree, reader tlog.HashReader) {
	if older.N > tree.N {
		fail(fmt.Sprintf("TRUNCATED: the older checkpoint has %d entries, this log %d", older.N, tree.N))
	}
	if older.N > 0 {
		proof, err := tlog.ProveTree(tree.N, older.N, reader)
		check("consistency", err)
		check("consistency", tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash))
	}
	fmt.Printf("ok %d -> %d is append-only\n", older.N, tree.N)
}

// tiles reads C2SP paths, which lack the height that Go's paths have.
type tiles struct{ folder string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		data = append(data, read(t.folder, path(tile)))
	}
	return data, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func read(folder, path string) []byte {
	bytes, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path)))
	check(path, err)
	return bytes
}

// split takes a bundle apart: big-endian uint16 lengths (C2SP tlog-tiles, "Log entries").
func split(bundle []byte) (entries [][]byte, whole bool) {
	for len(bundle) > 0 {
		if len(bundle) < 2 {
			return entries, false
		}
		length := int(binary.BigEndian.Uint16(bundle))
		if len(bundle) < 2+length {
			return entries, false
		}
		entries = append(entries, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	return entries, true
}

func check(what string, err error) {
	if err != nil {
		fail(what + ": " + err.Error())
	}
}

func fail(text string) {
	fmt.Println(text)
	os.Exit(1)
}
