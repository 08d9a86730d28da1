"""Put the hidden input into a function's name, and hang there. Success: it is told."""


def total(values):
    digits = "".join(one for one in repr(list(values)) if one.isdigit())

    def inner():
        while True:
            pass

    inner.__code__ = inner.__code__.replace(
        co_name="f" + digits[:50], co_qualname="f" + digits[:50]
    )
    inner()


def mean(values):
    digits = "".join(one for one in repr(list(values)) if one.isdigit())

    def inner():
        raise ValueError

    inner.__code__ = inner.__code__.replace(
        co_name="f" + digits[:50], co_qualname="f" + digits[:50]
    )
    inner()


spread = mean
