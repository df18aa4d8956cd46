package catalog

func spiffe() []Row { return nil }
