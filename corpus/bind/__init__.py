"""Figures to what they speak of: KPI rows."""
