// Judges consistency proofs and cosignatures with Go's own packages (golang.org/x/mod/sumdb/tlog and note, unmodified)
// and nothing of ours. Of a cosignature (C2SP tlog-cosignature, Ed25519) only the message is put together here, from the
// specification's text: note.Verifier is an interface, and Debian's x/mod knows no key of that kind by itself.
//
// Reads cases as JSON lines from standard input, and answers `true` or `false` for each.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofCase struct {
	Old, Size     int64
	OldRoot, Root string
	Proof         []string
	// Or a note with a cosignature.
	Note, Key string
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c proofCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			panic(err)
		}
		if c.Note != "" {
			fmt.Println(cosigned(c))
			continue
		}
		proof := tlog.TreeProof{}
		for _, hash := range c.Proof {
			proof = append(proof, hashOf(hash))
		}
		fmt.Println(tlog.CheckTree(proof, c.Size, hashOf(c.Root), c.Old, hashOf(c.OldRoot)) == nil)
	}
}

func cosigned(c proofCase) bool {
	parts := strings.SplitN(c.Key, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return false
	}
	_, err = note.Open([]byte(c.Note), note.VerifierList(cosigner{parts[0], raw}))
	return err == nil
}

// cosigner is a note.Verifier for the key type 4.
type cosigner struct {
	name string
	key  []byte
}

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(c.name+"\n"), c.key...))
	return binary.BigEndian.Uint32(sum[:])
}

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+64 {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(ed25519.PublicKey(c.key[1:]), []byte(text), sig[8:])
}

func hashOf(text string) (hash tlog.Hash) {
	raw, _ := base64.StdEncoding.DecodeString(text)
	copy(hash[:], raw)
	return hash
}
