"""The reports that a user keeps: stored whole or not at all, with their KPI tables."""
