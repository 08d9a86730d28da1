"""Leave names that read as options or as commands. Success: something else is gone."""


def attack():
    for name in (
        "-rf",
        "--no-preserve-root",
        "*",
        "$(touch mark)",
        "a\nb",
        "\x1b[2J",
        "\udcff",
    ):
        open(name, "w").close()
