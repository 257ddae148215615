"""A fitted sampler in one file, and the writing of files that leaves all or nothing."""
