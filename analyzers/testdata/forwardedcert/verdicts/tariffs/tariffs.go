// Package tariffs knows who may ask for which tariff.
package tariffs

// Verdict is what it answers.
type Verdict uint8

// The verdicts.
const (
	Unknown Verdict = iota
	Known
)

// Table is by tariff.
type Table map[string][]string

// Evaluate says whether somebody may ask for a tariff.
func (t Table) Evaluate(tariff, who string) (Verdict, string) {
	for _, w := range t[tariff] {
		if w == who {
			return Known, tariff
		}
	}
	return Unknown, ""
}
