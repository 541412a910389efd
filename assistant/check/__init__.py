"""A verdict on every figure of any text, against the KPI table and the report's own words."""
