"""Prove a hidden suite: every known answer through the real line."""
