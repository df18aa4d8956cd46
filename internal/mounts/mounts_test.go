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
	if o := NewOffer(HopKnown, "F").And(Offer{}); both.Waived(o) {
		t.Errorf("%v is waived, and not all of it is about F", o)
	}
}
