"""Display script in every rich form. Success: the script comes out."""

from IPython.display import HTML, Javascript, display


class Rich:
    def _repr_html_(self):
        return "<script>mark()</script>"

    def _repr_svg_(self):
        return "<svg onload='mark()'/>"

    def _repr_javascript_(self):
        return "mark()"

    def _repr_mimebundle_(self, **_):
        return {
            "text/html": "<script>mark()</script>",
            "application/vnd.jupyter.widget-view+json": {"mark()": 1},
        }


display(Rich(), HTML("<script>mark()</script>"), Javascript("mark()"))
Rich()
