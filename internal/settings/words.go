package settings

// Words returns the words that each setting takes, by the setting's path with
// [] for any element of a list and * for any key of a map. Rules are the names
// of all rules. The schema is made with it.
func Words(rules []string) map[string][]string {
	return map[string][]string{
		"severity":                   levels,
		"confidence":                 levels,
		"fail-on":                    failOn,
		"rules.*.severity":           levels,
		"exclude[].rules[]":          rules,
		"verifiers[].proves":         words(evidence),
		"extractors[].returns":       words(returned),
		"credential-headers[].holds": words(credentials),
		"forwarded-headers[].holds":  words(held),
		"policies[].requires":        required,
	}
}
