"""Each kind of rich text, as HTML."""

from helpdesk.messaging.capabilities import RichText

KINDS = {
    RichText.HYPERLINK: '<a href="https://x.example">x</a>',
    RichText.TEXT_ALIGNMENT: '<p style="text-align: center">x</p>',
    RichText.BLOCKQUOTE: "<blockquote>x</blockquote>",
    RichText.BOLD: "<b>x</b>",
    RichText.ITALIC: "<em>x</em>",
    RichText.UNDERLINE: "<u>x</u>",
    RichText.STRIKETHROUGH: "<del>x</del>",
    RichText.LISTS: "<ul><li>x</li></ul>",
    RichText.TEXT_COLOR: '<span style="color: red">x</span>',
    RichText.BACKGROUND_COLOR: '<span style="background-color: red">x</span>',
    RichText.FONT_SIZE: '<span style="font-size: 20px">x</span>',
    RichText.FONT_STYLE: '<span style="font-family: serif">x</span>',
}
