import pytest

from conference.core.markdown import plain_paragraphs, plain_text, render_markdown


def test_markdown_becomes_html():
    assert render_markdown("Of the *sea*, and **more**:\n\n- `one`\n- ~~two~~\n") == (
        "<p>Of the <em>sea</em>, and <strong>more</strong>:</p>\n"
        "<ul>\n<li><code>one</code></li>\n<li><s>two</s></li>\n</ul>\n"
    )


def test_headings_come_below_those_of_the_page():
    assert render_markdown("# A\n\n## B\n\n##### C") == "<h3>A</h3>\n<h4>B</h4>\n<h6>C</h6>\n"


def test_a_link_says_that_a_stranger_set_it():
    assert render_markdown("[Here](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener ugc">Here</a></p>\n'
    )


def test_an_image_becomes_a_link():
    assert render_markdown("![A *tide* table](https://example.org/t.png)") == (
        '<p><a href="https://example.org/t.png" rel="nofollow noopener ugc">A tide table</a></p>\n'
    )


def test_html_is_text():
    assert render_markdown("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        "![x](javascript:alert(1))",
        '![x"onerror="alert(1)](https://example.org/"onerror="alert(1))',
        '[x](https://example.org "title" onmouseover="alert(1)")',
        '[x](https://example.org/"onmouseover="alert(1))',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "```html onload=alert(1)\n<script>alert(1)</script>\n```",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<style>*{background:url(javascript:alert(1))}</style>",
        "<!--><script>alert(1)</script>-->",
        "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
        "`<script>alert(1)</script>`",
    ],
)
def test_no_script_comes_through(page, attack):
    """Judged by a browser: what it makes of the result has no element and no attribute that could
    act.
    """
    page.set_content(f"<main>{render_markdown(attack)}</main>")
    found = page.evaluate(
        """() => [...document.querySelectorAll("main *")].flatMap(element => [
            element.localName,
            ...[...element.attributes].map(attribute => attribute.name),
            ...(element.protocol ? [element.protocol] : []),
        ])"""
    )
    harmless = {"p", "a", "href", "rel", "title", "code", "pre", "https:", "about:", "br"}
    assert set(found) - harmless == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Of the *sea*,\nand `more`.\n\nAnd [so](https://example.org) on.",
            "Of the sea, and more. And so on.",
        ),
        ("# Title\n\n- one\n- two", "Title one two"),
        ("![A tide table](t.png)", "A tide table"),
        ("", ""),
    ],
)
def test_plain_text_is_what_one_would_read_aloud(text, said):
    assert plain_text(text, at_most=200) == said


def test_plain_text_is_cut_between_words():
    assert plain_text("One two, three four", at_most=12) == "One two…"
    assert plain_text("One two", at_most=7) == "One two"


def test_paragraphs_stay_paragraphs_in_plain_text():
    text = "Of the *sea*,\nand more.\n\n# On\n\n- one\n- two"
    assert plain_paragraphs(text) == "Of the sea, and more.\n\nOn\n\none\n\ntwo"
