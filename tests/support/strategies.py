"""Hypothesis strategies for external input."""

from hypothesis import strategies as st

_WIDTH = 5
"""The size of a list or an object: more members find no more errors, and generating them took most of the time."""
_HALVES = st.sampled_from(["\ud800", "\udbff", "\udc00", "\udfff"])

any_text = st.lists(st.characters() | _HALVES).map("".join)
"""Includes unpaired surrogates, which JSON can contain and UTF-8 cannot."""

kept_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=_WIDTH) | st.dictionaries(st.text(), inner, max_size=_WIDTH),
    max_leaves=10,
)
"""As the desk stores it: everything that both JSON and UTF-8 can represent."""

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=_WIDTH) | st.dictionaries(any_text, inner, max_size=_WIDTH),
    max_leaves=10,
)
