"""Burn time in a thread after the call has answered. Success: it runs on at no cost."""

import threading


def burn():
    while True:
        pass


def attack():
    threading.Thread(target=burn, daemon=True).start()
