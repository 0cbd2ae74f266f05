"""What speakers write in Markdown, as HTML that may stand on a page.

Two guards, one behind the other: the parser passes no HTML through, and what it makes is cleaned
again.
"""

import functools
import html
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

HIGHEST_HEADING = 3
"""A page's own headings are the first and the second; those in a text come below them."""

TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "ul",
} | {f"h{level}" for level in range(HIGHEST_HEADING, 7)}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
ENDS_OF_BLOCKS = ("paragraph_close", "heading_close", "fence", "code_block")
END_OF_BLOCK = "\x00"
"""Stands between blocks while a text is taken apart; the parser lets no text hold it."""


def render_markdown(text: str) -> SafeString:
    """`text` as HTML; images become links, since pages load nothing from elsewhere."""
    rendered = str(_parser().render(text))
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener ugc",
    )
    # The one place where a text of a stranger becomes HTML: everything above is why it may.
    return mark_safe(clean)  # noqa: S308


def plain_text(text: str, *, at_most: int) -> str:
    """`text` without its marks, in one line of at most so many characters, cut between words."""
    words = " ".join(plain_paragraphs(text).split())
    if len(words) <= at_most:
        return words
    return words[: at_most - 1].rpartition(" ")[0].rstrip(" ,;:–") + "…"


def plain_paragraphs(text: str) -> str:
    """`text` without its marks: each paragraph in one line, with an empty line between them."""
    paragraphs = _spoken(_parser().parse(text)).split(END_OF_BLOCK)
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.add_render_rule("image", _link_to_image)
    return parser


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + HIGHEST_HEADING - 1)}"


def _link_to_image(
    _renderer: Any, tokens: Sequence[Token], position: int, _options: Any, _environment: Any
) -> str:
    token = tokens[position]
    address = str(token.attrGet("src") or "")
    said = _spoken(token.children or ()) or address
    return f'<a href="{html.escape(address)}">{html.escape(said)}</a>'


def _spoken(tokens: Sequence[Token]) -> str:
    said = []
    for token in tokens:
        if token.children:
            said.append(_spoken(token.children))
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        else:
            said.append(token.content)
        if token.type in ENDS_OF_BLOCKS:
            said.append(END_OF_BLOCK)
    return "".join(said)
