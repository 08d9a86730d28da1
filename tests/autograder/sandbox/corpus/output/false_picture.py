"""Show a page as a picture. Success: bytes that are no PNG come out."""

from IPython.display import publish_display_data

publish_display_data({"image/png": b"<script>mark()</script>"})
publish_display_data({"image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 100})
