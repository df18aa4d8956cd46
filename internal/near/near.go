// Package near finds what somebody may have meant to write.
package near

import "fmt"

// Match returns the value that is nearest to s, or "" if none is near.
func Match(s string, values []string) string {
	best, least := "", len(s)/2+1
	for _, v := range values {
		if d := distance(s, v); d < least {
			best, least = v, d
		}
	}
	return best
}

// Hint returns "did you mean V? " for the value that is nearest to s, or "".
func Hint(s string, values []string) string {
	if v := Match(s, values); v != "" {
		return fmt.Sprintf("did you mean %s? ", v)
	}
	return ""
}

// longest bounds the strings that are compared: the work is their product.
const longest = 500

// distance is the number of bytes to insert, delete or replace to get from a
// to b.
func distance(a, b string) int {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
