"""The page: pure views of the assistant's values, and the layout that shows them.

`markup` escapes, `labels` holds the page's own words, `views`, `evidence`, `excerpt` and `tables`
turn values into HTML, `session` is what one reader has open, `layout` is the door to gradio and
`serve` launches it.
"""
