"""Streamlit pages over analytics, nothing else."""
