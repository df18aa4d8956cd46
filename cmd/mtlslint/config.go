package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/mtlslint/mtlslint/internal/configfile"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// showConfig writes the effective configuration as a file would have it, each
// value with where it comes from.
func (c *command) showConfig(opts *options) int {
	if len(opts.args) > 1 {
		return c.trouble(errors.New("mtlslint config takes no arguments: -C and -config choose what is shown"))
	}
	dir, err := filepath.Abs(opts.dir)
	if err != nil {
		return c.trouble(err)
	}
	cfg, err := c.configure(opts, dir)
	if err != nil {
		return c.trouble(shorten(err, dir))
	}
	p := &provenance{opts: opts, cfg: cfg}
	root := &yaml.Node{Kind: yaml.MappingNode}
	root.HeadComment = "no configuration file"
	if cfg.file != nil {
		root.HeadComment = shownFrom(dir, cfg.file.Name)
	}
	s := cfg.Settings
	s.Baseline = filepath.ToSlash(shownFrom(cfg.root, s.Baseline))
	if cfg.Baseline == "" {
		s.Baseline = ""
	}
	s.Rules = nil
	p.fields(root, reflect.ValueOf(s), "")
	add(root, "rules", p.rules(c))
	text, err := yaml.Dump(root, yaml.WithIndent(2))
	if err != nil {
		return c.trouble(err)
	}
	if _, err := c.stdout.Write(append(bytes.TrimSpace(text), '\n')); err != nil {
		return c.trouble(err)
	}
	return statusClean
}

// A provenance tells where settings come from.
type provenance struct {
	opts *options
	cfg  *configuration
}

// of returns the origin of a setting.
func (p *provenance) of(path string) string {
	switch {
	case p.opts.given(path): // flags are named like settings
		return "flag -" + path
	case p.cfg.file != nil && p.cfg.file.Has(path):
		return fmt.Sprintf("%s:%d", shownFrom(p.cfg.dir, p.cfg.file.Name), p.cfg.file.Line(path))
	}
	return "default"
}

// fields adds the fields of a struct to a map. Lists and maps that are empty
// are left out, and so is what an element of a list does not set.
func (p *provenance) fields(m *yaml.Node, v reflect.Value, path string) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if f.IsZero() && (path != "" || f.Kind() == reflect.Slice || f.Kind() == reflect.Map) {
			continue
		}
		add(m, name, p.node(f, settings.Join(path, name)))
	}
}

func (p *provenance) node(v reflect.Value, path string) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		return p.node(v.Elem(), path)
	case reflect.Struct:
		m := &yaml.Node{Kind: yaml.MappingNode}
		p.fields(m, v, path)
		return m
	case reflect.Slice:
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			at := fmt.Sprintf("%s[%d]", path, i)
			if p.opts.given(path) {
				at = path
			}
			list.Content = append(list.Content, p.node(v.Index(i), at))
		}
		return list
	}
	n := new(yaml.Node)
	if err := n.Encode(v.Interface()); err != nil {
		n = &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.Interface())}
	}
	n.LineComment = p.of(path)
	return n
}

// rules lists every rule with its state.
func (p *provenance) rules(c *command) *yaml.Node {
	all := &yaml.Node{Kind: yaml.MappingNode}
	on := make(map[string]bool)
	for _, r := range p.cfg.rules {
		on[r.Name] = true
	}
	for _, r := range c.rules {
		path := "rules." + r.Name
		rule := p.cfg.Rules[r.Name]
		m := &yaml.Node{Kind: yaml.MappingNode}
		enabled := p.node(reflect.ValueOf(on[r.Name]), path+".enabled")
		if p.opts.given("rules") {
			enabled.LineComment = "flag -rules"
		}
		add(m, "enabled", enabled)
		add(m, "severity", p.node(reflect.ValueOf(cmp.Or(rule.Severity, r.Severity.String())), path+".severity"))
		if len(rule.Exclude) > 0 {
			add(m, "exclude", p.node(reflect.ValueOf(rule.Exclude), path+".exclude"))
		}
		add(all, r.Name, m)
	}
	return all
}

func add(m *yaml.Node, key string, value *yaml.Node) {
	m.Content = append(m.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

// configName is the name of the file that init writes.
func configName() string { return configfile.Names()[0] }
