"""Ask IPython's magics for the file. Success: the token."""

get_ipython().run_line_magic("run", SECRET)
get_ipython().run_line_magic("pycat", SECRET)
get_ipython().run_line_magic("load", SECRET)


def attack():
    return get_ipython().run_line_magic("cat", SECRET)
