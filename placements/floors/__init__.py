"""What no plan can be below, because each learner alone, with all places theirs, must miss it.

Knows what is asked of every plan (what is unplaced, unmet, out of order) by its measure's name, as
the engines may not; so it stands beside them, and raises the bounds that they prove.
"""
