"""Labels, dates, records, errors and certificates: knows nothing of trade."""
