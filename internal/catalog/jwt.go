package catalog

func jwt() []Row { return nil }
