package mounts

import "testing"

func TestWaived(t *testing.T) {
	const need = HopKnown | CertRequired
	for _, c := range []struct {
		what string
		ms   Mountings
		want bool
	}{
		{"nobody in sight mounts it", Mountings{}, false},
		{"all is certain", Mountings{"F": {{Entry: "F", Assured: need}}}, true},
		{"one of two ways", Mountings{"F": {{Assured: need}, {Assured: HopKnown}}}, false},
		{"something else is certain", Mountings{"F": {{Assured: IdentityDecided}}}, false},
		{"not understood", Mountings{"F": {{Assured: need, Unknown: true}}}, false},
		{"handed on, and certain there", Mountings{"F": {{Leaves: "G"}}, "G": {{Assured: need}}}, true},
		{"a part in each of two packages", Mountings{"F": {{Assured: HopKnown, Leaves: "G"}}, "G": {{Assured: CertRequired}}}, true},
		{"handed on to nobody", Mountings{"F": {{Leaves: "G"}}}, false},
		{"handed on in a circle", Mountings{"F": {{Leaves: "G"}}, "G": {{Leaves: "F"}}}, false},
	} {
		if got := c.ms.Waived(NewOffer(need, "F")); got != c.want {
			t.Errorf("%s: waived %t, want %t", c.what, got, c.want)
		}
	}
	both := Mountings{"F": {{Assured: HopKnown}}, "G": {{Assured: CertRequired}}}
	if o := NewOffer(HopKnown, "G").And(NewOffer(HopKnown, "F")); both.Waived(o) {
		t.Errorf("%v is waived, and G is not safe", o)
	}
	about := func(headers ...string) Offer {
		o := NewOffer(HopKnown, "F")
		o.Headers = headers
		return o
	}
	clean := Mountings{"F": {{Cleaned: []string{"A"}, Leaves: "G"}, {Cleaned: []string{"A", "B"}}}, "G": {{Cleaned: []string{"B"}}}}
	if o := about("A").And(about("B")); !clean.Waived(o) {
		t.Errorf("%v is not waived, and no client's copies get there", o)
	}
	if o := about("A", "C"); clean.Waived(o) {
		t.Errorf("%v is waived, and C is a client's", o)
	}
	if o := NewOffer(HopKnown, "F").And(Offer{}); both.Waived(o) {
		t.Errorf("%v is waived, and not all of it is about F", o)
	}
}
