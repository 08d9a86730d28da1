"""Many submissions: one writer, a pool of processes, a cluster, regrades."""
