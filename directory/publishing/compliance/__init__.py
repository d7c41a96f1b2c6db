"""The audit trail for readers outside the agency: what its files contain and what is left out."""
