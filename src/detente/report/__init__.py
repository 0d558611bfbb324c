"""Figures, brief, tables and exporters: shows what the floors below computed, computes nothing itself."""
