"""Amounts as Telegram states them: in the smallest units of a currency (core.telegram.org/bots/payments). Pure."""

from typing import Any

from helpdesk.providers.telegram.values import number, words

_STARS = "XTR"
# ISO 4217: all other currencies have two digits after the point.
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def money(total_amount: Any, currency: Any) -> str:
    """`12.50 EUR`, `50 Telegram Stars`. Raises one of MALFORMED."""
    amount, code = number(total_amount), words(currency)[:8]
    if code == _STARS:
        return "1 Telegram Star" if amount == 1 else f"{amount} Telegram Stars"
    digits = _DIGITS.get(code, 2)
    whole, rest = divmod(amount, 10**digits)
    return f"{whole}.{rest:0{digits}d} {code}" if digits else f"{whole} {code}"
