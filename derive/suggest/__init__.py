"""The search for a proven correction of a wrong or ill-formed relation."""
