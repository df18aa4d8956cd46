package main

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mtlslint/mtlslint/internal/output"
)

//go:embed templates
var templates embed.FS

// A starter is a file that init writes.
type starter struct{ what, template, name, hint string }

func starters() []starter {
	return []starter{
		{"config", "mtlslint.yml", configName(), ""},
		{"github", "github.yml", ".github/workflows/mtlslint.yml", ""},
		{"gitlab", "gitlab.yml", ".gitlab/mtlslint.yml", "include it from .gitlab-ci.yml, as its first lines say"},
		{"pre-commit", "pre-commit.yml", ".pre-commit-config.yaml", "run pre-commit install"},
	}
}

// init writes the files that are asked for, by default the configuration: it
// into the working directory, the others into the root of the repository, where
// services look for them. It overwrites nothing.
func (c *command) init(opts *options) int {
	dir, err := filepath.Abs(opts.dir)
	if err != nil {
		return c.trouble(err)
	}
	wanted := opts.args[1:]
	if len(wanted) == 0 {
		wanted = []string{"config"}
	}
	known := make([]string, 0, len(starters()))
	for _, s := range starters() {
		known = append(known, s.what)
	}
	var files []starter
	for _, what := range wanted {
		if err := oneOf("file to write", what, known); err != nil {
			return c.trouble(fmt.Errorf("%q: %w", what, err))
		}
		for _, s := range starters() {
			if s.what == what {
				files = append(files, s)
			}
		}
	}
	for _, s := range files {
		text, err := templates.ReadFile("templates/" + s.template)
		if err != nil {
			return c.trouble(err)
		}
		name := in(repository(dir), s.name)
		if s.what == "config" {
			name = in(dir, s.name)
		}
		if err := create(name, text); err != nil {
			if errors.Is(err, os.ErrExist) {
				err = fmt.Errorf("%s exists, and is left as it is; to it belongs:\n\n%s", shownFrom(dir, name), text)
			}
			return c.trouble(err)
		}
		hint := ""
		if s.hint != "" {
			hint = ": " + s.hint
		}
		fmt.Fprintf(c.stderr, "mtlslint: wrote %s%s\n", shownFrom(dir, name), hint)
	}
	return statusClean
}

// create writes a new file and the folders above it.
func create(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// completion writes a script that completes commands, flags and rules.
func (c *command) completion(args []string) int {
	shells := map[string]string{"bash": bash, "fish": fish, "zsh": zsh}
	if len(args) != 1 || shells[args[0]] == "" {
		return c.trouble(errors.New("mtlslint completion takes the name of a shell: bash, fish or zsh"))
	}
	var flags []string
	for _, name := range flagNames() {
		flags = append(flags, "-"+name)
	}
	fmt.Fprint(c.stdout, strings.NewReplacer(
		"@FLAGS@", strings.Join(flags, " "),
		"@COMMANDS@", strings.Join(commands(), " "),
		"@RULES@", strings.Join(c.ruleNames(), " "),
		"@STARTERS@", "config github gitlab pre-commit",
		"@FORMATS@", strings.Join(output.Formats(), " "),
	).Replace(shells[args[0]]))
	return statusClean
}

// The scripts. What comes first decides: a flag's value, a command's argument,
// and otherwise commands, flags and folders.
const (
	bash = `# mtlslint completion bash > /etc/bash_completion.d/mtlslint
_mtlslint() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	COMPREPLY=()
	case $prev in
	-rules | explain) COMPREPLY=($(compgen -W "@RULES@" -- "$cur")); return ;;
	-severity | -confidence) COMPREPLY=($(compgen -W "low medium high" -- "$cur")); return ;;
	-fail-on) COMPREPLY=($(compgen -W "low medium high never" -- "$cur")); return ;;
	-format) COMPREPLY=($(compgen -W "@FORMATS@" -- "$cur")); return ;;
	-config | -baseline) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	-C) COMPREPLY=($(compgen -d -- "$cur")); return ;;
	init) COMPREPLY=($(compgen -W "@STARTERS@" -- "$cur")); return ;;
	completion) COMPREPLY=($(compgen -W "bash fish zsh" -- "$cur")); return ;;
	esac
	case $cur in
	-*) COMPREPLY=($(compgen -W "@FLAGS@" -- "$cur")) ;;
	*) COMPREPLY=($(compgen -W "@COMMANDS@ ./..." -- "$cur") $(compgen -d -- "$cur")) ;;
	esac
}
complete -o nospace -F _mtlslint mtlslint
`
	zsh = `#compdef mtlslint
# mtlslint completion zsh > "${fpath[1]}/_mtlslint"
_mtlslint() {
	local cur=$words[CURRENT] prev=$words[CURRENT-1]
	case $prev in
	-rules|explain) compadd -- @RULES@; return ;;
	-severity|-confidence) compadd -- low medium high; return ;;
	-fail-on) compadd -- low medium high never; return ;;
	-format) compadd -- @FORMATS@; return ;;
	-config|-baseline) _files; return ;;
	-C) _files -/; return ;;
	init) compadd -- @STARTERS@; return ;;
	completion) compadd -- bash fish zsh; return ;;
	esac
	if [[ $cur == -* ]]; then
		compadd -- @FLAGS@
	else
		compadd -- @COMMANDS@ ./...
		_files -/
	fi
}
compdef _mtlslint mtlslint
`
	fish = `# mtlslint completion fish > ~/.config/fish/completions/mtlslint.fish
complete -c mtlslint -f
complete -c mtlslint -n __fish_use_subcommand -a "@COMMANDS@ ./..."
complete -c mtlslint -n "__fish_seen_subcommand_from explain" -a "@RULES@"
complete -c mtlslint -n "__fish_seen_subcommand_from init" -a "@STARTERS@"
complete -c mtlslint -n "__fish_seen_subcommand_from completion" -a "bash fish zsh"
complete -c mtlslint -o rules -x -a "@RULES@"
complete -c mtlslint -o severity -x -a "low medium high"
complete -c mtlslint -o confidence -x -a "low medium high"
complete -c mtlslint -o fail-on -x -a "low medium high never"
complete -c mtlslint -o format -x -a "@FORMATS@"
complete -c mtlslint -o config -r -F
complete -c mtlslint -o baseline -r -F
for flag in @FLAGS@
	complete -c mtlslint -o (string sub -s 2 -- $flag)
end
`
)
