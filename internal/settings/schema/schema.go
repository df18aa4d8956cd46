// Package schema makes the JSON Schema of the settings, with which editors
// complete and check .mtlslint.yml.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/mtlslint/mtlslint/internal/settings"
)

// ID is where the schema is published.
const ID = "https://raw.githubusercontent.com/mtlslint/mtlslint/main/docs/mtlslint.schema.json"

// New returns the schema. Rules are the names of all rules.
func New(rules []string) (*jsonschema.Schema, error) {
	s, err := jsonschema.For[settings.Settings](nil)
	if err != nil {
		return nil, err
	}
	s.ID = ID
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "mtlslint"
	s.Description = "Settings of mtlslint, in .mtlslint.yml."
	known := s.Properties["rules"]
	known.PropertyNames = &jsonschema.Schema{Enum: values(rules)}
	words := settings.Words(rules)
	visit(s, "", func(path string, s *jsonschema.Schema) {
		if w, ok := words[path]; ok {
			s.Enum = values(w)
			delete(words, path)
		}
	})
	if len(words) > 0 {
		return nil, fmt.Errorf("no such settings: %v", slices.Sorted(maps.Keys(words)))
	}
	return s, nil
}

func values(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// visit calls f with every part of a schema and its path.
func visit(s *jsonschema.Schema, path string, f func(string, *jsonschema.Schema)) {
	f(path, s)
	for name, p := range s.Properties {
		visit(p, settings.Join(path, name), f)
	}
	if s.Items != nil {
		visit(s.Items, path+"[]", f)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Not == nil {
		visit(s.AdditionalProperties, path+".*", f)
	}
}

// JSON returns the schema as a file.
func JSON(rules []string) ([]byte, error) {
	s, err := New(rules)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
