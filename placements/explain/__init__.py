"""Why, and what if: answers about a round or a plan that can be checked by hand."""
