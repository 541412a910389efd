"""Reports, their passages, figures and KPI tables."""
