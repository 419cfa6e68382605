"""A document that tries to get out of the page it is shown on."""

NAME = '"><script>window.hacked = 1<%2Fscript>.md'

HOSTILE = (
    "# <img src=x onerror=window.hacked=1> heading\n\n"
    r"$$z = w x + b \tag{<img src=x onerror=window.hacked=1>}$$"
    "\n\n"
    r"$$a = \text{<script>window.hacked=1</script>} + z$$"
    "\n\n"
    r"$$\frac{\partial z}{\partial w} = b \text{ </title></style></pre><img src=x onerror=window.hacked=1> }$$"
    "\n\n"
    r"$$\frac{\partial z}{\partial x} = \operatorname{javascript:alert(1)} ]]> <!-- w$$"
    "\n\n"
    '<a href="javascript:window.hacked=1">$$\\frac{\\partial z}{\\partial b} = 1$$</a> '
    "$$\\frac{\\partial z}{\\partial b} = \x07\x1b[31m\u202e 2\u2066 \x85$$\n\n"
    r"$$\frac{\partial z}{\partial w} = </math></svg><svg onload=window.hacked=1> b$$"
    "\n\n"
    r"$$\url{javascript:window.hacked=1} \href{https://example.org/x.png}{q} = 1$$"
    "\n\n"
    "$$\\frac{\\partial z}{\\partial w} = &lt;img src=x onerror=window.hacked=1&gt; &#60;script&#62;$$\n"
)
