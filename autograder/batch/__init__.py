"""Many submissions: batches, the processes and machines that grade, regrades."""
