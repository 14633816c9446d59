"""Place learners across an integrated care system."""
