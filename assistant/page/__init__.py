"""The page: pure views of the assistant's values, and the layout that shows them.

`markup` escapes, `labels` holds the page's own words; `views`, `check_view`, `audit_view`,
`evidence`, `excerpt` and `tables` turn values into HTML; `session` is what one reader has open.
`door` lets gradio in, `layout` places the components, `handlers` says what happens on each event,
and `serve` launches it.
"""
