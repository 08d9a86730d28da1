"""Fetch a page the ordinary way. Success: the listener has a connection."""

import urllib.request


def attack():
    urllib.request.urlopen(f"http://127.0.0.1:{TCP}/out", timeout=0.3)
