"""Takes Markdown's signs of emphasis, links and escapes out of a line, noting whether all of it is bold."""

import html
import re

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*|(?<![\w_])__(?=[^\s_])(.+?)(?<=[^\s_])__(?![\w_])", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s)*])([^*]+?)\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_ONLY_SIGNS = re.compile(r"[\s*\xa0]*\*[\s*\xa0]*$")
_KEEP = 0xE800  # escaped signs hide in a private area while the others are taken out


def plain(text: str) -> tuple[str, bool]:
    """Return (text without Markdown's signs, whether every letter of it was bold)."""
    if not any(sign in text for sign in "*_`[\\&"):
        return text, False
    text = _ESCAPED.sub(lambda m: chr(_KEEP + ord(m[1])), text)
    if _ONLY_SIGNS.match(text):
        return "", False
    text = _IMAGE_OR_LINK.sub(r"\1", text)
    rest = _BOLD.sub("", text)
    bold = rest != text and not any(c.isalnum() for c in rest)
    for pattern in (_BOLD, _ITALIC, _CODE):
        text = pattern.sub(lambda m: next((group for group in m.groups() if group is not None), ""), text)
    text = text.replace("**", "")
    text = "".join(chr(ord(c) - _KEEP) if _KEEP < ord(c) < _KEEP + 128 else c for c in text)
    return html.unescape(text), bold
