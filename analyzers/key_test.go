package analyzers

import (
	"reflect"
	"regexp"
	"testing"
)

// Every setting is part of the key of a configuration: if one is not, a
// changed configuration would give the findings of the one before.
func TestConfigKey(t *testing.T) {
	var cfg Config
	empty, err := cfg.Key()
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(&cfg).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Debug" && name != "Foreign" { // which change nothing
			change(t, name, v.Field(i), func() string {
				key, err := cfg.Key()
				if err != nil {
					t.Fatal(err)
				}
				return key
			}, empty)
		}
	}
}

// change sets v, and everything in it, to something else, and sees that the
// key changes with it.
func change(t *testing.T, name string, v reflect.Value, key func() string, before string) {
	t.Helper()
	if !v.CanSet() {
		t.Errorf("%s has a field that no key knows", name)
		return
	}
	old := reflect.New(v.Type()).Elem()
	old.Set(v)
	defer v.Set(old)
	switch {
	case v.Type() == reflect.TypeFor[*regexp.Regexp]():
		v.Set(reflect.ValueOf(regexp.MustCompile("x")))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			change(t, name+"."+v.Type().Field(i).Name, v.Field(i), key, before)
		}
		return
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		if k := v.Type().Elem().Kind(); k == reflect.Struct {
			change(t, name+"[0]", v.Index(0), key, key())
		}
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("x").Convert(v.Type().Key()), reflect.Zero(v.Type().Elem()))
	case v.Kind() == reflect.String:
		v.SetString("x")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(1)
	case v.CanUint():
		v.SetUint(1)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	default:
		t.Fatalf("%s: what to change a %s to?", name, v.Type())
	}
	if key() == before {
		t.Errorf("%s has no part in the key", name)
	}
}
