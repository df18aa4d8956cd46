package catalog

import (
	"slices"
	"strings"
)

// What the names of functions, types and tables say about records that are made.
var (
	makeWords = set(`create creates insert inserts upsert upserts provision provisions provisioned autoprovision register registers
		ensure ensures enroll enrol onboard`)
	saveWords   = set(`persist put save store`) // of what may be new, or not
	grantWords  = set(`add assign grant`)       // with a noun that says what
	recordWords = set(`account accounts admin admins administrator administrators customer customers employee employees member members membership
		memberships merchant merchants operator operators org organisation organization namespace namespaces partner partners people person persons
		player players principal principals role roles student students teacher teachers tenant tenants user users workspace workspaces`)
	// Records of what is no person: those that grant something are accounts.
	deviceWords = set(`agent agents appliance appliances camera cameras client clients device devices drone drones edge edges gateway gateways host
		hosts kiosk kiosks machine machines node nodes peer peers project projects robot robots runner runners sensor sensors station stations terminal terminals
		thing things vehicle vehicles worker workers workload workloads`)
	// Records of other kinds, whoever they are about.
	passingWords = set(`activity attempt attempts bucket buckets cache cached connection connections conn counter event events history job jobs lease
		limit limiter limiters limits nonce notification notifications quota quotas rate request requests session sessions ticket tickets
		token tokens visit visits`)
	// What somebody has, or what serves them for a while.
	thingWords = set(`actor batch buffer buffers bundle cart carts certificate certificates certs channel channels checkpoint config configuration
		context cursor dialer document documents file files handler handlers key keys lock locks logger logs message messages mutex order
		orders pool pools policy policies preference preferences proxy queue queues report room rooms secret secrets setting settings
		shard snapshot socket stream streams topic topics transport trip trips watcher writer`)
	endWords     = set(`client clients endpoint node nodes peer peers remote server servers subscriber subscribers watcher worker workers`)
	upsertWords  = set(`ensure ensures upsert upserts`)
	enrollWords  = set(`enrol enroll enrollment enrolment enrols enrolls onboard onboarding signup`)
	openWords    = set(`admit book establish init make new onboard open setup signup`)
	standInWords = set(`default dummy empty ephemeral fake fallback local mock remote stub temp temporary transient visitor zero`)
	pendingWords = set(`application approve awaiting await disabled inactive invitation invite invites locked pending propose proposed quarantine quarantined
		request requested requests suspended unapproved unconfirmed unverified waiting`)
	powerWords   = set(`permission permissions privilege privileges role roles scope scopes`)
	powerLists   = set(`entitlements grants policies`) // of what one of them alone does not say
	stateWords   = set(`state status`)
	goodStates   = set(`active approved enabled trusted`)
	inForceWords = set(`active activated approved confirmed enabled`)
	lookupWords  = set(`by exists exist fetch find finds first get gets has load loads lookup read select query`)
	inviteWords  = set(`allowed allowlist approval approvals approve approved enrollment enrollments enrolment invitation invitations invite
		invited invites permit permitted preauth preauthorized preregistered whitelist`)
)

// Provisions reports whether a function of that name, with names of the types
// that it belongs to and is given, makes an account, a tenant, a role or a
// membership.
func Provisions(function string, types ...string) bool {
	return makes(recordWords, function, types)
}

// ProvisionsDevice reports the same of a record of a device, or of another thing that
// is no person.
func ProvisionsDevice(function string, types ...string) bool {
	return makes(deviceWords, function, types)
}

func makes(recordWords map[string]bool, function string, types []string) bool {
	w := words(function)
	record := anyOf(w, recordWords)
	if anyOf(w, passingWords) || anyOf(w, auditWords) {
		return false
	}
	for _, t := range types {
		tw := words(t)
		if anyOf(tw, passingWords) || AuditOrView(t) {
			return false
		}
		record = record || anyOf(tw, recordWords)
	}
	if !record {
		return false
	}
	if len(w) > 0 && grantWords[w[0]] {
		return anyOf(w, recordWords)
	}
	return anyOf(w, makeWords) && len(w) > 0 && w[0] != "pre"
}

// Saves reports whether a function of that name keeps what it is given, and nothing
// in its name says what that is.
func Saves(function string) bool {
	w := words(function)
	return len(w) > 0 && saveWords[w[0]] && !anyOf(w, passingWords) && !anyOf(w, auditWords)
}

// FindsOrMakes reports whether a function of that name makes what it does not find, so
// that what it makes is kept: GetOrCreate, FindUserOrRegister.
func FindsOrMakes(function string) bool {
	w := words(function)
	i := slices.Index(w, "or")
	return i > 0 && anyOf(w[:i], lookupWords) && anyOf(w[i:], makeWords)
}

// Enrolls reports whether a function of that name answers those who want to be taken in.
func Enrolls(function string) bool {
	w := words(function)
	return anyOf(w, enrollWords) && !anyOf(w, pendingWords)
}

// Upserts reports whether a function of that name returns what it finds or makes.
func Upserts(function string) bool {
	w := words(function)
	return FindsOrMakes(function) || len(w) > 0 && upsertWords[w[0]] && !anyOf(w, pendingWords) && !anyOf(w, standInWords)
}

// MakesMissing reports whether a function of that name may make what a look-up before it
// did not find, and does not look for it elsewhere, or stand in with something that is not
// kept.
func MakesMissing(function string) bool {
	w := words(function)
	return len(w) > 0 && (makeWords[w[0]] || saveWords[w[0]] || grantWords[w[0]] || openWords[w[0]]) &&
		!anyOf(w, lookupWords) && !anyOf(w, pendingWords) && !anyOf(w, standInWords) && !anyOf(w, nobodyWords)
}

// Passing reports whether a function, a type or a store of that name is about what comes
// and goes with a connection, or belongs to somebody, and not about who that is.
func Passing(name string) bool {
	w := words(name)
	return anyOf(w, passingWords) || anyOf(w, thingWords) || anyOf(w, auditWords)
}

// ConnectionName reports whether a type of that name may be the other end of a connection,
// in memory, for as long as that lasts.
func ConnectionName(name string) bool { return anyOf(words(name), endWords) }

// ProvisionsByQuery reports whether a statement of SQL inserts an account, a
// tenant, a role or a membership, or a device that may do something.
func ProvisionsByQuery(sql string) bool {
	table, ok := inserted(sql)
	w := words(table)
	return ok && (anyOf(w, recordWords) || anyOf(w, deviceWords) && grantsByQuery(sql)) && !anyOf(w, passingWords) && !AuditOrView(table)
}

// grantsByQuery reports whether a statement of SQL inserts a row in which a constant says
// that whoever it is about may do something.
func grantsByQuery(sql string) bool {
	columns, rest, ok := inParentheses(sql)
	values, _, found := inParentheses(rest)
	if !ok || !found || len(columns) != len(values) {
		return false
	}
	for i, column := range columns {
		value := values[i]
		if text, quoted := strings.CutPrefix(value, "'"); quoted && Grants(column, strings.TrimSuffix(text, "'")) || InForce(column) && strings.EqualFold(value, "true") {
			return true
		}
	}
	return false
}

// inParentheses returns the elements of the first list in parentheses in a text, and what
// follows it.
func inParentheses(text string) (list []string, rest string, ok bool) {
	_, text, open := strings.Cut(text, "(")
	in, rest, closed := strings.Cut(text, ")")
	for s := range strings.SplitSeq(in, ",") {
		list = append(list, strings.TrimSpace(s))
	}
	return list, rest, open && closed
}

// RecordsByQuery reports whether a statement of SQL inserts a record of what happened.
func RecordsByQuery(sql string) bool {
	table, ok := inserted(sql)
	return ok && AuditOrView(table)
}

// InsertsByQuery reports whether a statement of SQL inserts a row.
func InsertsByQuery(sql string) bool {
	_, ok := inserted(sql)
	return ok
}

// inserted returns the table that a statement of SQL inserts into.
func inserted(sql string) (table string, ok bool) {
	n := 0
	for w := range strings.FieldsSeq(sql) {
		switch upper := strings.ToUpper(w[:min(len(w), 8)]); {
		case n == 0 && upper != "INSERT" && upper != "MERGE" && upper != "REPLACE", n == 1 && upper != "INTO":
			return "", false
		case n == 2:
			table, _, _ = strings.Cut(w, "(")
			return table, true
		}
		n++
	}
	return "", false
}

// Pending reports whether a name, a value or a statement says that a record is
// not in force yet.
func Pending(text string) bool { return anyOf(words(text), pendingWords) }

// Grants reports whether a field of that name says, with a constant as its value,
// that whoever a record is about may do something.
func Grants(field, value string) bool {
	w := words(field)
	switch {
	case value == "" || Pending(value):
		return false
	case anyOf(w, powerWords):
		return true
	case anyOf(w, stateWords):
		return anyOf(words(value), goodStates)
	}
	return false
}

// GrantsEach reports whether each element of a list in a field of that name is something
// that whoever a record is about may do.
func GrantsEach(field string) bool {
	return anyOf(words(field), powerWords) || anyOf(words(field), powerLists)
}

// Invites reports whether a name, or a statement of SQL, speaks of invitations or of
// approvals.
func Invites(text string) bool { return anyOf(words(text), inviteWords) }

// InForce reports whether a field of that name says that a record is in force.
func InForce(field string) bool {
	return anyOf(words(field), inForceWords)
}

// TrueByDefault reports whether the tag of a field tells a mapper that its column is true in
// a new row that says nothing of it.
func TrueByDefault(tag string) bool {
	return strings.Contains(tag, "default:true") || strings.Contains(tag, "default true")
}

// TellsState reports whether a field or method of that name may say whether a record is
// in force.
func TellsState(name string) bool {
	w := words(name)
	return anyOf(w, stateWords) || anyOf(w, inForceWords) || anyOf(w, pendingWords)
}

// TellsPower reports whether a field of that name says what whoever a record is about may
// do.
func TellsPower(field string) bool { return anyOf(words(field), powerWords) }

// LooksUp reports whether a function of that name finds a record, and not
// whether somebody was invited.
func LooksUp(function string) bool {
	w := words(function)
	return (anyOf(w, lookupWords) || anyOf(w, recordWords)) && !anyOf(w, inviteWords)
}
