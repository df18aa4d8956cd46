// Package word keeps the words of the crew.
package word

import (
	"golang.org/x/crypto/bcrypt"

	"testdata/orauth/hatches/crew"
)

// Book has the words.
type Book struct{ hashes map[string][]byte }

var _ crew.Words = (*Book)(nil)

// Open reads the book.
func Open(hashes map[string][]byte) (*Book, error) { return &Book{hashes}, nil }

// Check compares a word with that of the book.
func (b *Book) Check(name, word string) error {
	hash, ok := b.hashes[name]
	if !ok || bcrypt.CompareHashAndPassword(hash, []byte(word)) != nil {
		return crew.ErrStranger
	}
	return nil
}
