"""How often each level of each attribute is, in a class of few rows and in the whole table."""
