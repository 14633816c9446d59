"""Open data about the places of an integrated care system, as the tables of a round."""
