"""The trusted side: starts workers, asks them, checks what they answer."""
