"""Offer another process to the kernel when memory is short. Success: its score
changed."""


def attack():
    open(f"/proc/{VICTIM}/oom_score_adj", "w").write("1000")
