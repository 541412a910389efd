"""Whether a report agrees with itself."""
