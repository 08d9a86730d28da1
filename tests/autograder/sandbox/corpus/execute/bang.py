"""Use the notebook's own way to a shell. Success: it left a mark."""

get_ipython().system(f"touch {CANARY}/mark")
get_ipython().run_cell_magic("bash", "", f"touch {CANARY}/mark")


def attack():
    get_ipython().run_cell_magic("script", "sh", f"touch {CANARY}/mark")
