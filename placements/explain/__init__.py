"""Why a plan is as it is: evidence that a reader can check against ``plan.csv`` and the round."""
