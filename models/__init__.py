"""The mathematics of an allocation: one file a rule, one file a measure; no plumbing."""
