"""Anybody's tables as a round's, by a mapping that says which of their columns is which of ours."""
